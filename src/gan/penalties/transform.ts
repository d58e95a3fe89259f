import { add, cast, equal, floor, greater, mul } from '../../graph/ops/elementwise.ts';
import { constant } from '../../graph/ops/leaf.ts';
import { matmul } from '../../graph/ops/linear.ts';
import { reshape } from '../../graph/ops/shape.ts';
import type { Tensor } from '../../graph/tensor.ts';
import type { RandomSource } from '../../nn/scope.ts';

/** What a random transformation T(x) does that must not change D's mind. */
export interface TransformOptions {
  /** Images move by up to so many pixels, whole ones, along each axis; their edges are repeated. */
  readonly shift: number;
  /** Probability that an image is mirrored, left to right. */
  readonly flip: number;
  /** Standard deviation of the normal noise on samples that are no images. */
  readonly noise: number;
}

/** T(x): images [m, H, W, C] moved and mirrored, each by itself; other samples with a little noise. */
export function transform(samples: Tensor, random: RandomSource, options: TransformOptions): Tensor {
  const { shift, flip, noise } = options;
  if (samples.shape.length !== 4) return add(samples, mul(noise, random.normal(samples.shape)));
  const [m, height, width, channels] = samples.shape;
  const rows = moves(height, shift, 0, m, random);
  const columns = moves(width, shift, flip, m, random);
  const lines = matmul(rows, reshape(samples, [m, height, width * channels]));
  return matmul(reshape(columns, [m, 1, width, width]), reshape(lines, [m, height, width, channels]));
}

/** A random matrix for each of m images [m, n, n], that moves a line of n pixels, and mirrors it. */
function moves(n: number, reach: number, flip: number, m: number, random: RandomSource): Tensor {
  const count = 2 * reach + 1;
  const total = flip > 0 ? 2 * count : count;
  const moved = floor(mul(count, random.uniform([m, 1])));
  const drawn = flip > 0 ? add(moved, mul(count, cast(greater(flip, random.uniform([m, 1]))))) : moved;
  const numbers = constant([...Array(total).keys()], [1, total]);
  const table = Float64Array.from({ length: total * n * n }, (_, at) => {
    const [which, to, from] = [Math.floor(at / (n * n)), Math.floor(at / n) % n, at % n];
    const place = which < count ? to : n - 1 - to;
    return Number(from === Math.min(Math.max(place + (which % count) - reach, 0), n - 1));
  });
  const chosen = matmul(cast(equal(drawn, numbers)), constant(table, [total, n * n]));
  return reshape(chosen, [m, n, n]);
}
