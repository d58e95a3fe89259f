import { type Condition, type ConditionValues, classNames } from '../../util/condition.ts';
import { Random } from '../../util/random.ts';
import {
  type Dataset,
  type FiniteDataset,
  labelsOf,
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
 * 1000 modes, its classes: `000` to `999`. PacGAN draws 128,000 stacks once.
 * @param digits grey images that are held as bytes
 * @see arXiv 1712.04086, section 4.2; arXiv 1611.02163, section 3.3.1
 */
export function stackedDataset(digits: FiniteDataset, { count, seed }: StackOptions): Dataset {
  const { display, range, fingerprint, shape } = digits;
  const name = 'stacked-mnist';
  const condition = triples(digits.condition);
  const parts = {
    name,
    shape: [...shape.slice(0, 2), CHANNELS],
    display,
    range,
    ...(condition && { condition }),
  };
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
    read(indices, out, y) {
      for (let row = 0; row < indices.length; row++) write(chosen, indices[row], row, out, y);
    },
  };
}

/** The classes of stacks: red, green and blue digit in turn, the last one fastest. */
function triples(condition: Condition | undefined): Condition | undefined {
  const names = classNames(condition);
  if (!names) return undefined;
  return { kind: 'class', names: names.flatMap(r => names.flatMap(g => names.map(b => `${r}${g}${b}`))) };
}

/** Which digit each channel of each stack shows: [count · 3] */
function drawDigits(random: Random, size: number, count: number): Uint32Array {
  return Uint32Array.from({ length: CHANNELS * count }, () => random.integer(size));
}

/** Writes stack `i` of those chosen as row `row` of `out`, and its class. */
type Write = (chosen: Uint32Array, i: number, row: number, out: Float32Array, y?: ConditionValues) => void;

function stacker(digits: FiniteDataset): Write {
  const { bytes, range = '[-1, 1]', condition } = digits;
  const labels = labelsOf(digits);
  const classes = classNames(condition)?.length ?? 0;
  const table = pixelTable(range);
  const pixels = sampleLength(digits);
  return (chosen, i, row, out, y) => {
    let label = 0;
    for (let channel = 0; channel < CHANNELS; channel++) {
      const digit = chosen[CHANNELS * i + channel];
      const from = digit * pixels;
      const start = row * pixels * CHANNELS + channel;
      for (let p = 0; p < pixels; p++) out[start + p * CHANNELS] = table[bytes![from + p]];
      if (labels) label = classes * label + labels[digit];
    }
    if (y) y[row] = label;
  };
}

function endless(size: number, length: number, write: Write): SamplerDataset['draw'] {
  return (random, out, y) => {
    const count = out.length / length;
    const chosen = drawDigits(random, size, count);
    for (let i = 0; i < count; i++) write(chosen, i, i, out, y);
  };
}
