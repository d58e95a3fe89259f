import { add, mul } from '../../graph/ops/elementwise.ts';
import { gather, matmul } from '../../graph/ops/linear.ts';
import { expand, sum } from '../../graph/ops/reduce.ts';
import { concat, reshape } from '../../graph/ops/shape.ts';
import { formatShape, shapeError, sizeOf, type Tensor } from '../../graph/tensor.ts';
import { UserError } from '../../util/error.ts';
import type { Initializer } from '../initializers.ts';
import { type Layer, layer } from '../layer.ts';
import type { Scope } from '../scope.ts';
import { dense } from './dense.ts';
import { type BatchNormOptions, batchNorm } from './norm.ts';

/** The condition, of a network that has one. @throws UserError in a network without a condition */
function conditionOf(scope: Scope): Tensor {
  const { condition } = scope;
  if (condition) return condition;
  throw new UserError(
    `${scope.path}: expected a network with a condition, got one without; pass \`condition\` to the network`,
  );
}

/** A trained row of `features` for each class, [N, features]; what is no class as it is, [N, values]. */
function conditionVector(scope: Scope, features: number, init: Initializer): Tensor {
  const y = conditionOf(scope);
  const kind = scope.conditionKind!;
  const n = y.shape[0];
  if (kind.kind !== 'class') return reshape(y, [n, sizeOf(y.shape.slice(1))]);
  const table = scope.parameter('embedding', { shape: [kind.names.length, features], init });
  const rows = gather(table, y);
  return reshape(rows, [n, sizeOf(rows.shape.slice(1))]);
}

export interface ConcatConditionOptions {
  /** Length of the trained vector of each class; default 32. */
  readonly features?: number;
  /** Law of these vectors at first; default N(0, 1). */
  readonly init?: Initializer;
}

/**
 * Appends the condition to each sample: to a vector [N, F] the trained vector of the class, or the vector of the condition;
 * to an image [N, H, W, C] the same as constant channels, or the channels of an image of the same size.
 * @see conditional GAN, arXiv 1411.1784; deep convolutional text-to-image GAN, arXiv 1605.05396
 */
export function concatCondition({
  features = 32,
  init = { kind: 'normal', std: 1 },
}: ConcatConditionOptions = {}): Layer {
  return layer('condition', (x, scope) => {
    const y = conditionOf(scope);
    if (x.shape.length === 4 && y.shape.length === 4) return concat([x, sameSize(scope, x, y)], 3);
    const vector = conditionVector(scope, features, init);
    if (x.shape.length === 2) return concat([x, vector], 1);
    if (x.shape.length !== 4) {
      throw shapeError(scope.path, 'a batch of vectors or images', formatShape(x.shape));
    }
    const [n, height, width] = x.shape;
    const channels = reshape(vector, [n, 1, 1, vector.shape[1]]);
    return concat([x, expand(channels, [n, height, width, vector.shape[1]])], 3);
  });
}

function sameSize(scope: Scope, x: Tensor, y: Tensor): Tensor {
  if (x.shape[1] === y.shape[1] && x.shape[2] === y.shape[2]) return y;
  throw shapeError(
    scope.path,
    `conditions of ${x.shape[1]} × ${x.shape[2]} pixels`,
    `${y.shape[1]} × ${y.shape[2]}`,
  );
}

export interface ProjectionOptions {
  /** Law of the weights, also of the vectors of the classes; default `glorot-uniform`. */
  readonly init?: Initializer;
  /** Law of the bias, or false for none; default `zeros`. */
  readonly bias?: Initializer | false;
}

/**
 * The last layer of a discriminator: ψ(φ) = w·φ + b, and with a condition ⟨V y, φ⟩ besides, V y a trained vector of the class,
 * or a linear map of the other conditions. Features φ [N, F] to logits [N, 1].
 * Under the log ratio log p(x, y)/q(x, y) = log p(y|x)/q(y|x) + log p(x)/q(x), this is a linear classifier of y.
 * @see Miyato and Koyama, arXiv 1802.05637, equation 3
 */
export function projection({ init = 'glorot-uniform', bias }: ProjectionOptions = {}): Layer {
  const affine = dense(1, { init, bias });
  return layer('projection', (x, scope) => {
    if (x.shape.length !== 2) throw shapeError(scope.path, 'features [N, F]', formatShape(x.shape));
    const [n, features] = x.shape;
    const plain = affine.apply(x, scope);
    const vector = conditionVector(scope, features, init);
    const kind = scope.conditionKind!;
    const count = kind.kind === 'class' ? vector.shape[1] / features : 1;
    const mapped =
      kind.kind === 'class'
        ? sum(reshape(vector, [n, count, features]), [1]) // a pack is the sum of its classes
        : matmul(
            vector,
            scope.parameter('map', { shape: [vector.shape[1], features], init, layout: { kind: 'dense' } }),
          );
    return add(plain, sum(mul(mapped, x), [1], { keepDims: true }));
  });
}

/**
 * A trained row of each class, or a linear map of other conditions, as wide as `x` has channels: [N, 1, …, 1, channels].
 * @param name of the rows or of the map
 * @param start what rows are at first and what is added to a map, which then starts at 0; default: normal numbers
 */
export function conditionRow(scope: Scope, x: Tensor, name = 'embedding', start?: number): Tensor {
  const y = conditionOf(scope);
  const channels = x.shape[x.shape.length - 1];
  const broadcast = [x.shape[0], ...x.shape.slice(1, -1).map(() => 1), channels];
  const kind = scope.conditionKind!;
  const normal: Initializer = { kind: 'normal', std: 1 };
  if (kind.kind === 'class') {
    const init = start === undefined ? normal : ({ kind: 'constant', value: start } as const);
    return reshape(
      gather(scope.parameter(name, { shape: [kind.names.length, channels], init }), y),
      broadcast,
    );
  }
  const vector = reshape(y, [y.shape[0], sizeOf(y.shape.slice(1))]);
  const init = start === undefined ? normal : 'zeros';
  const map = scope.parameter(name, { shape: [vector.shape[1], channels], init, layout: { kind: 'dense' } });
  return reshape(add(start ?? 0, matmul(vector, map)), broadcast);
}

/**
 * Batch normalisation whose gain γ and shift β depend on the condition: one of each for a class and a channel, 1 and 0 at
 * first; of other conditions a linear map that is 0 at first is added.
 * @see arXiv 1707.00683; in G of class-conditional GANs, Miyato and Koyama, arXiv 1802.05637
 */
export function conditionalBatchNorm(options: BatchNormOptions = {}): Layer {
  return batchNorm(options, (scope, x) => ({
    gain: conditionRow(scope, x, 'weight', 1),
    shift: conditionRow(scope, x, 'bias', 0),
  }));
}
