import { useEffect, useRef, useState } from 'preact/hooks';
import { reducedMotion } from '../../shell/motion.ts';

interface Played {
  /** Steps taken. */
  readonly step: number;
  /** Steps of the whole walk. */
  readonly steps: number;
  readonly onStep: (step: number) => void;
  /** Steps a second. Default 8. */
  readonly speed?: number;
}

export interface Play {
  readonly playing: boolean;
  /** Plays on, from the start where it has ended; pauses where it plays. All at once where less movement is asked for. */
  readonly toggle: () => void;
  readonly pause: () => void;
}

/** Takes the steps of a walk one after the other, as they would happen. */
export function usePlay({ step, steps, onStep, speed = 8 }: Played): Play {
  const [playing, setPlaying] = useState(false);
  const latest = useRef({ step, onStep });
  latest.current = { step, onStep };
  useEffect(() => {
    if (!playing) return;
    const timer = setInterval(() => {
      const { step, onStep } = latest.current;
      if (step < steps) onStep(step + 1);
      else setPlaying(false);
    }, 1000 / speed);
    return () => clearInterval(timer);
  }, [playing, steps, speed]);
  const toggle = () => {
    if (reducedMotion()) return onStep(steps);
    if (!playing && step >= steps) onStep(0);
    setPlaying(!playing);
  };
  return { playing, toggle, pause: () => setPlaying(false) };
}
