import type { Channel, History } from '../history.ts';
import { type Cycle, strongestCycle } from '../spectrum.ts';
import { count, type Detector, digits, percent, quantile, type Situation } from './sign.ts';

/** Shorter series say nothing of cycles. */
const LEAST_POINTS = 48;
const NAMES = {
  scoreReal: 'D(x)',
  scoreFake: 'D(G(z))',
  lossD: 'the loss of D',
  lossG: 'the loss of G',
} as const;

/**
 * The players run in circles: one cycle dominates the spectrum of a score or a loss over the second half of the run,
 * and is not small. The bilinear game does so for ever: its eigenvalues at the equilibrium are ±i f′(0).
 * @see Mescheder, Geiger and Nowozin, arXiv 1801.04406, section 2
 */
export const oscillation: Detector = (situation, active) => {
  const cycles = channels(situation).flatMap(name => cycleOf(situation, name, active));
  if (cycles.length === 0) return undefined;
  const { name, period, share, amplitude, width } = cycles.reduce((a, b) => (b.share > a.share ? b : a));
  return {
    severity: 'warning',
    sentence: `the game oscillates: ${NAMES[name]} goes round every ${count(period * width)} steps by ±${digits(amplitude)}, ${percent(share)} of its variance`,
  };
};

type Watched = keyof typeof NAMES;

/** A critic's scores have no scale of their own. */
function channels({ objective }: Situation): Watched[] {
  return objective.critic ? ['lossD', 'lossG'] : ['scoreReal', 'scoreFake', 'lossG'];
}

interface Found extends Cycle {
  readonly name: Watched;
  readonly width: number;
}

function cycleOf({ history }: Situation, name: Watched, active: boolean): Found[] {
  const series = secondHalf(history, name);
  if (series.length < LEAST_POINTS) return [];
  const cycle = strongestCycle(series);
  if (!cycle || cycle.share < (active ? 0.35 : 0.5)) return [];
  const isScore = name === 'scoreReal' || name === 'scoreFake';
  const least = isScore ? 0.05 : 0.1 * quantile(history.of(name).map(Math.abs), 0.9);
  return cycle.amplitude < least ? [] : [{ ...cycle, name, width: history.width }];
}

function secondHalf(history: History, name: Channel): readonly number[] {
  const series = history.of(name);
  return series.slice(series.length >> 1);
}
