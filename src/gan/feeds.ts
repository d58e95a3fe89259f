import { input } from '../graph/ops/leaf.ts';
import { nameOf } from '../graph/program.ts';
import { type DType, type Shape, sizeOf, type Tensor } from '../graph/tensor.ts';
import type { RandomSource } from '../nn/scope.ts';
import type { ConditionValues } from '../util/condition.ts';
import { UserError } from '../util/error.ts';
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

/** Of an input: floats, or ints such as classes. */
type InputType = Exclude<DType, 'bool'>;

/** Minibatches of the training data by number, and the conditions that G is asked for. */
export interface Batches {
  /** Writes minibatch n: samples [batch, ...] and, where the data have conditions, theirs. */
  fill(n: number, x: Float32Array, y?: ConditionValues): void | Promise<void>;
  /** Writes conditions, each as often as the data have it: a function of (seed, stream, step) only. */
  ask?(stream: string, step: number, y: ConditionValues): void | Promise<void>;
}

/** An input that is given anew at each step, and where its values come from. */
export type Feed = { readonly node: Tensor } & (
  | { readonly kind: 'noise'; readonly law: NoiseLaw }
  /** Minibatch step·perStep + index. */
  | { readonly kind: 'data'; readonly index: number }
  /** Conditions of the samples of the minibatch with this index. */
  | { readonly kind: 'condition'; readonly index: number }
  /** Conditions that G is asked for; the name is the random stream. */
  | { readonly kind: 'asked' }
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

  /** The conditions of the samples that {@link data} gave last. */
  condition(shape: Shape, dtype: InputType): Tensor {
    const index = this.batches - 1;
    return this.remember({ node: input(`y${index + 1}`, shape, dtype), kind: 'condition', index });
  }

  /** Conditions to ask G for; the name is their random stream. */
  asked(name: string, shape: Shape, dtype: InputType): Tensor {
    return this.remember({ node: input(name, shape, dtype), kind: 'asked' });
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

/** Values of feeds by name, [steps, ...] each: int32 for conditions that are classes, else float32. */
export type FeedValues = Record<string, Float32Array | Int32Array>;

/** The values of all feeds for `count` steps from step `first` on. */
export async function fillFeeds(
  feeds: readonly Feed[],
  seed: number,
  batches: Batches,
  first: number,
  count: number,
): Promise<FeedValues> {
  const { values, pending } = startFeeds(feeds, seed, batches, first, count);
  if (pending.length > 0) await Promise.all(pending);
  return values;
}

/** The same, complete when all that is pending has come: at once where the data are there. */
export function startFeeds(
  feeds: readonly Feed[],
  seed: number,
  batches: Batches,
  first: number,
  count: number,
): { readonly values: FeedValues; readonly pending: readonly Promise<void>[] } {
  const perStep = feeds.filter(feed => feed.kind === 'data').length;
  const values = Object.fromEntries(feeds.map(({ node }) => [nameOf(node), room(node, count)]));
  const conditions = new Map(feeds.map(feed => [feed.kind === 'condition' ? feed.index : -1, feed]));
  const at = ({ node }: Feed, i: number) => {
    const size = sizeOf(node.shape);
    return values[nameOf(node)].subarray(i * size, (i + 1) * size);
  };
  const fill = (feed: Feed, i: number): void | Promise<void> => {
    const step = first + i;
    if (feed.kind === 'scalar') at(feed, i)[0] = feed.value(step);
    if (feed.kind === 'noise') drawNoise(feed.law, seed, nameOf(feed.node), step, floats(at(feed, i)));
    if (feed.kind === 'asked') return ask(batches, nameOf(feed.node), step, at(feed, i));
    if (feed.kind !== 'data') return undefined;
    const condition = conditions.get(feed.index);
    return batches.fill(
      step * perStep + feed.index,
      floats(at(feed, i)),
      ...(condition ? [at(condition, i)] : []),
    );
  };
  const pending = feeds.flatMap(feed => {
    const parts = Array.from({ length: count }, (_, i) => fill(feed, i));
    return parts.filter(part => part instanceof Promise);
  });
  return { values, pending };
}

const room = ({ shape, dtype }: Tensor, count: number) =>
  dtype === 'int' ? new Int32Array(count * sizeOf(shape)) : new Float32Array(count * sizeOf(shape));

const floats = (values: ConditionValues) => values as Float32Array;

function ask(batches: Batches, stream: string, step: number, y: ConditionValues): void | Promise<void> {
  if (batches.ask) return batches.ask(stream, step, y);
  throw new UserError(
    'conditions: expected data with conditions, since G is asked for some, got data without',
  );
}
