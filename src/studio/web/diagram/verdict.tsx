import { digits } from '../shell/chart.tsx';
import type { Box } from './layout.ts';
import { styleOf } from './unit.tsx';

/** What the game comes to: means over the last steps, or of one step in slow motion. */
export interface Outcome {
  readonly lossD?: number;
  readonly lossG?: number;
  readonly scoreReal?: number;
  readonly scoreFake?: number;
  /** Whether D's answers are numbers, and not probabilities. */
  readonly critic: boolean;
}

interface VerdictProps {
  readonly box: Box;
  readonly outcome: Outcome;
  /** Whether it says in words what D takes for real; else both losses. */
  readonly small: boolean;
  readonly dim: boolean;
}

export function Verdict({ box, outcome, small, dim }: VerdictProps) {
  return (
    <div class={`verdict${dim ? ' dim' : ''}`} style={styleOf(box)} data-node="verdict">
      {small && !outcome.critic ? <Answers outcome={outcome} /> : <Losses outcome={outcome} />}
    </div>
  );
}

const text = (value: number | undefined) => (value === undefined ? '–' : digits(value));
const percent = (share: number | undefined) => (share === undefined ? '–' : `${Math.round(100 * share)} %`);

function Losses({ outcome: { lossD, lossG } }: Pick<VerdictProps, 'outcome'>) {
  return (
    <>
      <span class="judge-name">D’s loss</span>
      <span class="figure" data-loss="D">
        {text(lossD)}
      </span>
      <span class="fake-name">G’s loss</span>
      <span class="figure" data-loss="G">
        {text(lossG)}
      </span>
    </>
  );
}

/** What D takes for real of both kinds, on average: where it can only guess, both are a half. */
function Answers({ outcome: { scoreReal, scoreFake } }: Pick<VerdictProps, 'outcome'>) {
  return (
    <>
      <b>says real</b>
      <span class="figure fake-name">{percent(scoreFake)}</span>
      <span>of generated</span>
      <span class="figure real-name">{percent(scoreReal)}</span>
      <span>of real</span>
      <span class="hidden-text">on average; of both a half where D can only guess</span>
    </>
  );
}
