import { Button } from '../../shell/controls.tsx';
import type { Play } from './play.ts';

interface Props {
  readonly play: Play;
  readonly step: number;
  readonly steps: number;
  readonly onStep: (step: number) => void;
}

/** Play, one step, back to the start. */
export function PlayButtons({ play, step, steps, onStep }: Props) {
  const to = (next: number) => () => {
    play.pause();
    onStep(next);
  };
  return (
    <div class="row">
      <Button kind="primary" onClick={play.toggle}>
        {play.playing ? 'Pause' : 'Play'}
      </Button>
      <Button disabled={step >= steps} onClick={to(step + 1)}>
        One step
      </Button>
      <Button disabled={step === 0} onClick={to(0)}>
        To the start
      </Button>
      <span class="muted small" data-reading="walked">
        step {step} of {steps}
      </span>
    </div>
  );
}
