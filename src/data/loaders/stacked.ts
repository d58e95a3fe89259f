import { Random } from '../../util/random.ts';
import {
  type Dataset,
  type FiniteDataset,
  lawFingerprint,
  pixelTable,
  type SamplerDataset,
  sampleLength,
} from '../dataset.ts';

/** Digits in a stack: the colour channels. */
const CHANNELS = 3;

export interface StackOptions {
  /** Stacks of the set, drawn once from `seed`; 0: without end, drawn anew for each minibatch. */
  readonly count: number;
  readonly seed: number;
}

/**
 * Stacked MNIST: three digits, drawn independently from a grey set, as red, green and blue. With ten classes it has
 * 1000 modes. PacGAN draws 128,000 stacks once.
 * @param digits grey images that are held as bytes
 * @see arXiv 1712.04086, section 4.2; arXiv 1611.02163, section 3.3.1
 */
export function stackedDataset(digits: FiniteDataset, { count, seed }: StackOptions): Dataset {
  const { display, range, fingerprint, shape } = digits;
  const name = 'stacked-mnist';
  const parts = { name, shape: [...shape.slice(0, 2), CHANNELS], display, range };
  const write = stacker(digits);
  if (count === 0) {
    return {
      ...parts,
      kind: 'sampler',
      size: Number.POSITIVE_INFINITY,
      fingerprint: lawFingerprint(name, { digits: fingerprint }),
      source: `stacks of three of ${digits.source}`,
      draw: endless(digits.size, sampleLength(parts), write),
    } satisfies SamplerDataset;
  }
  const chosen = drawDigits(new Random(seed, 'dataset'), digits.size, count);
  return {
    ...parts,
    kind: 'finite',
    size: count,
    fingerprint: lawFingerprint(name, { digits: fingerprint, count, seed }),
    source: `${count} stacks of three of ${digits.source}, seed ${seed}`,
    read(indices, out) {
      for (let row = 0; row < indices.length; row++) write(chosen, indices[row], out, row);
    },
  };
}

/** Which digit each channel of each stack shows: [count · 3] */
function drawDigits(random: Random, size: number, count: number): Uint32Array {
  return Uint32Array.from({ length: CHANNELS * count }, () => random.integer(size));
}

/** Writes stack `i` of those chosen as row `row` of `out`. */
type Write = (chosen: Uint32Array, i: number, out: Float32Array, row: number) => void;

function stacker({ bytes, range = '[-1, 1]', ...digits }: FiniteDataset): Write {
  const table = pixelTable(range);
  const pixels = sampleLength(digits);
  return (chosen, i, out, row) => {
    for (let channel = 0; channel < CHANNELS; channel++) {
      const digit = chosen[CHANNELS * i + channel] * pixels;
      const start = row * pixels * CHANNELS + channel;
      for (let p = 0; p < pixels; p++) out[start + p * CHANNELS] = table[bytes![digit + p]];
    }
  };
}

function endless(size: number, length: number, write: Write): SamplerDataset['draw'] {
  return (random, out) => {
    const count = out.length / length;
    const chosen = drawDigits(random, size, count);
    for (let i = 0; i < count; i++) write(chosen, i, out, i);
  };
}
