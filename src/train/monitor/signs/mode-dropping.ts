import type { Measurement } from '../probe.ts';
import { type Detector, digits, percent, type Sign } from './sign.ts';

/** Measurements in a row that must agree: G may just not have found a mode yet. */
const IN_A_ROW = 3;
/** With so many good samples a mode on average, an intact one is empty with probability e⁻¹⁰. */
const LEAST_PER_MODE = 10;

/**
 * G leaves modes of the data out. Where the modes are known, those that no sample of good quality is near; else the
 * share of real samples that have a generated one among their neighbours, and how far samples lie apart.
 * @see arXiv 1705.07761, section 4.1 (modes); arXiv 2002.09797, section 3.2 (coverage)
 */
export const modeDropping: Detector = ({ measured }, active) => {
  const last = measured.filter(m => m.step > 0).slice(-IN_A_ROW);
  if (last.length < IN_A_ROW) return undefined;
  return last.at(-1)!.modes ? ofModes(last) : ofCoverage(last, active);
};

function ofModes(last: readonly Measurement[]): Sign | undefined {
  const counts = last.map(m => m.modes!);
  const good = counts.map(c => c.reduce((a, b) => a + b, 0));
  const modes = counts[0].length;
  if (good.some(n => n < LEAST_PER_MODE * modes)) return undefined;
  const missing = counts[0].map((_, mode) => mode).filter(mode => counts.every(c => c[mode] === 0));
  if (missing.length === 0) return undefined;
  const which = missing.length > 8 ? '' : ` (${missing.map(mode => mode + 1).join(', ')})`;
  return {
    severity: 2 * missing.length >= modes ? 'serious' : 'warning',
    sentence: `G drops modes: ${missing.length} of ${modes}${which} are without a sample at steps ${steps(last)}, where each should have about ${Math.round(good.at(-1)! / modes)}`,
  };
}

function ofCoverage(last: readonly Measurement[], active: boolean): Sign | undefined {
  const coverage = Math.max(...last.map(m => m.variety!.coverage));
  const spread = Math.max(...last.map(m => m.variety!.spread));
  const factor = active ? 1.3 : 1;
  const collapsed = spread < 0.5 * factor;
  if (!collapsed && coverage > 0.1 * factor) return undefined;
  const now = last.at(-1)!.variety!;
  return {
    severity: spread < 0.2 ? 'serious' : 'warning',
    sentence: `G drops modes: generated samples lie ${digits(now.spread)} times as far apart as real ones, and ${percent(now.coverage)} of real ones have a generated one among their 5 nearest neighbours (97 % for equal laws), at steps ${steps(last)}`,
  };
}

const steps = (measured: readonly Measurement[]) => measured.map(m => m.step).join(', ');
