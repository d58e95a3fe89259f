import type { Measurement } from '../probe.ts';
import { type Detector, digits, percent, type Sign } from './sign.ts';

/** Measurements in a row that must agree: G may just not have found a mode yet. */
const IN_A_ROW = 3;
/** With so many good samples a mode on average, an intact one is empty with probability e⁻¹⁰. */
const LEAST_PER_MODE = 10;
/** A mode that is the nearest to fewer samples than this share of its own has been left. */
const LEFT = 0.05;
/** Generated samples that lie so close together are one sample, or few. */
const COLLAPSED = 0.25;

/**
 * G leaves modes of the data out. Where the modes are known, those that have no good sample, or hardly a sample at all;
 * else samples that lie much closer together than real ones, or a coverage of real samples that fell to half of what
 * it was.
 * @see arXiv 1705.07761, section 4.1 (modes); arXiv 2002.09797, section 3.2 (coverage)
 */
export const modeDropping: Detector = ({ measured }, active) => {
  const later = measured.filter(m => m.step > 0);
  const last = later.slice(-IN_A_ROW);
  if (last.length < IN_A_ROW) return undefined;
  return last.at(-1)!.modes ? ofModes(last) : ofVariety(later, last, active);
};

/** The same modes again and again, or, where G wanders, a quarter of them each time. */
function ofModes(last: readonly Measurement[]): Sign | undefined {
  const gone = last.map(m => goneModes(m.modes!));
  const always = gone[0].filter(mode => gone.every(others => others.includes(mode)));
  const modes = last[0].modes!.good.length;
  if (always.length === 0 && gone.some(some => some.length < modes / 4)) return undefined;
  const counts = gone.map(some => some.length);
  const which =
    always.length > 8 || always.length === 0 ? '' : `, always ${always.map(m => m + 1).join(', ')}`;
  return {
    severity: 2 * Math.min(...counts) >= modes ? 'serious' : 'warning',
    sentence: `G drops modes: ${counts.join(', ')} of ${modes} have no good samples at steps ${steps(last)}${which}`,
  };
}

function goneModes({ good, near }: NonNullable<Measurement['modes']>): number[] {
  const tellsModes = sum(good) >= LEAST_PER_MODE * good.length;
  const share = sum(near) / near.length;
  return near.flatMap((n, mode) => ((tellsModes && good[mode] === 0) || n < LEFT * share ? [mode] : []));
}

const sum = (counts: readonly number[]) => counts.reduce((a, b) => a + b, 0);

function ofVariety(
  all: readonly Measurement[],
  last: readonly Measurement[],
  active: boolean,
): Sign | undefined {
  const best = Math.max(...all.map(m => m.variety!.coverage));
  const factor = active ? 1.3 : 1;
  const collapsed = last.every(m => m.variety!.spread < COLLAPSED * factor);
  const fell = best > 0.3 && last.every(m => m.variety!.coverage < 0.5 * factor * best);
  if (!collapsed && !fell) return undefined;
  const { spread, coverage } = last.at(-1)!.variety!;
  return {
    severity: collapsed ? 'serious' : 'warning',
    sentence: `G drops modes: generated samples lie ${digits(spread)} times as far apart as real ones, and ${percent(coverage)} of real ones have one among their 5 nearest neighbours (${percent(best)} at best, 97 % for equal laws), at steps ${steps(last)}`,
  };
}

const steps = (measured: readonly Measurement[]) => measured.map(m => m.step).join(', ');
