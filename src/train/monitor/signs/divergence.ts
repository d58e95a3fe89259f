import { type Growth, growthOf } from '../pulse.ts';
import { count, type Detector, digits, quantile, type Sign, type Situation } from './sign.ts';

/** float32 ends here. */
const OVERFLOW = 3.4e38;
/** So much larger than it was, and at least so large. */
const FACTOR = 100;
const LEAST = 100;
const JUMP = 1e4;

/**
 * NaN ahead: a loss or G's gradient grows again and again, over the last 32 steps or over the second half of the run, to a
 * hundred times what it was; or weights do between pictures; or one of them jumps.
 */
export const divergence: Detector = situation =>
  ofSteps(situation) ?? ofRun(situation) ?? ofWeights(situation) ?? jump(situation);

/** Some numbers explode too fast to be seen to grow. */
function jump({ pulse, history }: Situation): Sign | undefined {
  const before = usual(history);
  if (pulse.newest < JUMP * Math.max(1, before)) return undefined;
  return {
    severity: 'serious',
    sentence: `NaN ahead: a loss or gradient jumped to ${digits(pulse.newest)}, where ${digits(before)} was usual`,
  };
}

function ofSteps({ pulse, history, step }: Situation): Sign | undefined {
  const growth = growthOf(pulse.sizes, pulse.width);
  return growth && explain('losses or gradients', growth, usual(history), step);
}

function ofRun({ history, step }: Situation): Sign | undefined {
  const sizes = sizesOf(history);
  if (sizes.length < 32) return undefined;
  const width = sizes.length >> 3;
  const eighths = Array.from({ length: 4 }, (_, i) => {
    const end = sizes.length - (3 - i) * width;
    return Math.max(...sizes.slice(end - width, end));
  });
  return explain('losses or gradients', growthOf(eighths, width * history.width), usual(history), step);
}

function ofWeights({ measured, step }: Situation): Sign | undefined {
  const sizes = measured.map(m => m.largestWeight);
  if (sizes.length < 4) return undefined;
  const width = (measured.at(-1)!.step - measured[0].step) / (measured.length - 1);
  return explain('weights', growthOf(sizes, width), sizes[0], step);
}

function explain(what: string, growth: Growth | undefined, usual: number, step: number): Sign | undefined {
  if (!growth || growth.size < LEAST || growth.size < FACTOR * usual) return undefined;
  const { size, doubling } = growth;
  const left = doubling * Math.log2(OVERFLOW / size);
  return {
    severity: left < 1000 || size > 1e6 * usual ? 'serious' : 'warning',
    sentence: `NaN ahead: ${what} grew to ${digits(size)} from ${digits(usual)} and double every ${digits(doubling)} steps; at that rate float32 overflows at step ${count(step + left)}`,
  };
}

/** What the largest loss or gradient of a step was in the first half of the run. */
function usual(history: Situation['history']): number {
  const sizes = sizesOf(history);
  return quantile(sizes.slice(0, Math.max(1, sizes.length >> 1)), 0.5);
}

function sizesOf(history: Situation['history']): number[] {
  const [d, g, gradient] = [history.of('lossD'), history.of('lossG'), history.of('gradientG')];
  return d.map((_, i) => Math.max(Math.abs(d[i]), Math.abs(g[i]), gradient[i]));
}
