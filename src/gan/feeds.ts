import { input } from '../graph/ops/leaf.ts';
import { nameOf } from '../graph/program.ts';
import { type Shape, sizeOf, type Tensor } from '../graph/tensor.ts';
import type { RandomSource } from '../nn/scope.ts';
import { Random } from '../util/random.ts';

/** Law of the generator's input: `uniform` is U(−1, 1), `uniform-unit` U(−√3, √3) of unit variance. */
export type NoiseLaw = 'normal' | 'uniform' | 'uniform-unit' | 'uniform-01';

const transforms: Record<NoiseLaw, ((u: number) => number) | null> = {
  normal: null,
  uniform: u => 2 * u - 1,
  'uniform-unit': u => (2 * u - 1) * Math.sqrt(3),
  'uniform-01': u => u,
};

/** Fills `out` with noise, a function of (seed, stream, step) only. */
export function drawNoise(
  law: NoiseLaw,
  seed: number,
  stream: string,
  step: number,
  out: Float32Array,
): Float32Array {
  const random = new Random(seed, stream, step);
  const transform = transforms[law];
  if (!transform) return random.normals(out);
  random.uniforms(out);
  for (let i = 0; i < out.length; i++) out[i] = transform(out[i]);
  return out;
}

/** Writes minibatch n of the training data. */
export type FillBatch = (n: number, out: Float32Array) => void;

/** An input that is given anew at each step, and where its values come from. */
export type Feed = { readonly node: Tensor } & (
  | { readonly kind: 'noise'; readonly law: NoiseLaw }
  /** Minibatch step·perStep + index. */
  | { readonly kind: 'data'; readonly index: number }
  /** A number that depends on the step only. */
  | { readonly kind: 'scalar'; readonly value: (step: number) => number }
);

/** Creates the inputs of a step as the step is written, and remembers them. */
export class Feeds {
  readonly all: Feed[] = [];
  private batches = 0;

  /** A fresh minibatch of real samples. */
  data(shape: Shape): Tensor {
    const index = this.batches++;
    return this.remember({ node: input(`x${index + 1}`, shape), kind: 'data', index });
  }

  /** Fresh noise; its name is its random stream. */
  noise(name: string, law: NoiseLaw, shape: Shape): Tensor {
    return this.remember({ node: input(name, shape), kind: 'noise', law });
  }

  scalar(name: string, value: (step: number) => number): Tensor {
    return this.remember({ node: input(name, []), kind: 'scalar', value });
  }

  /** Random arrays for layers, such as dropout masks, named after the pass that they belong to. */
  randomSource(pass: string): RandomSource {
    let count = 0;
    const draw = (law: NoiseLaw) => (shape: Shape) => this.noise(`${pass}/random${++count}`, law, shape);
    return { uniform: draw('uniform-01'), normal: draw('normal') };
  }

  private remember(feed: Feed): Tensor {
    this.all.push(feed);
    return feed.node;
  }
}

/** The values of all feeds for `count` steps from step `first` on. */
export function fillFeeds(
  feeds: readonly Feed[],
  seed: number,
  batch: FillBatch,
  first: number,
  count: number,
): Record<string, Float32Array> {
  const perStep = feeds.filter(feed => feed.kind === 'data').length;
  return Object.fromEntries(
    feeds.map(feed => {
      const name = nameOf(feed.node);
      const size = sizeOf(feed.node.shape);
      const values = new Float32Array(count * size);
      for (let i = 0; i < count; i++) {
        const out = values.subarray(i * size, (i + 1) * size);
        const step = first + i;
        if (feed.kind === 'scalar') out[0] = feed.value(step);
        else if (feed.kind === 'noise') drawNoise(feed.law, seed, name, step, out);
        else batch(step * perStep + feed.index, out);
      }
      return [name, values];
    }),
  );
}
