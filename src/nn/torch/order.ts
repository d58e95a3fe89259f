import { sizeOf, stridesOf } from '../../graph/tensor.ts';
import { UserError } from '../../util/error.ts';
import type { Call, Trace } from './trace.ts';

/** An image [H, W, C] whose values are features, in this order here and channels first in PyTorch. */
export type Image = readonly [height: number, width: number, channels: number];

/** Layers whose features are those of an image, by path. */
export interface Orders {
  /** Features that come in; more may follow them. */
  readonly inputs: ReadonlyMap<string, Image>;
  /** Features that go out. */
  readonly outputs: ReadonlyMap<string, Image>;
}

const ELEMENTWISE = ['relu', 'leaky-relu', 'tanh', 'sigmoid', 'softplus', 'silu', 'gelu', 'elu'];
const LINEAR = ['dense', 'maxout', 'projection'];

/** Which layers stand before and behind an image that is flattened. @throws UserError where another layer does */
export function ordersOf({ calls, input }: Trace): Orders {
  const makers = new Map(calls.map(call => [call.output, call]));
  const [inputs, outputs] = [new Map<string, Image>(), new Map<string, Image>()];
  const flat = new Map<Call['output'], Image>();
  for (const call of calls) {
    const [x] = call.inputs;
    if (call.kind === 'flatten') flat.set(call.output, x.shape.slice(1) as unknown as Image);
    if (call.kind === 'reshape') {
      outputs.set(makerOf(call, makers, input).path, call.output.shape.slice(1) as unknown as Image);
    }
    const image = call.kind === 'flatten' ? undefined : flat.get(x);
    if (!image) continue;
    if (LINEAR.includes(call.kind)) inputs.set(call.path, image);
    else if (call.kind === 'condition' || ELEMENTWISE.includes(call.kind)) flat.set(call.output, image);
    else throw refused(call);
  }
  return { inputs, outputs };
}

/** The layer of weights whose features become an image. */
function makerOf(reshape: Call, makers: ReadonlyMap<Call['output'], Call>, input: Call['output']): Call {
  let call: Call | undefined = reshape;
  do call = call.inputs[0] === input ? undefined : makers.get(call.inputs[0]);
  while (call && ELEMENTWISE.includes(call.kind));
  if (call && (call.kind === 'dense' || call.kind === 'maxout')) return call;
  throw refused(reshape);
}

function refused({ path, kind }: Call): UserError {
  return new UserError(
    `${path}: expected a dense layer beside an image whose values are features, got ${kind}; export to onnx`,
  );
}

/** For a feature of PyTorch that of the image here; `group` values belong together, features after the image keep their place. */
export function featureOf(image: Image | undefined, group = 1): ((i: number) => number) | undefined {
  if (!image) return undefined;
  const [height, width, channels] = image;
  const area = height * width;
  return i => {
    const at = Math.floor(i / group);
    if (at >= area * channels) return i;
    return ((at % area) * channels + Math.floor(at / area)) * group + (i % group);
  };
}

/** How PyTorch's array is made of one here. */
export interface Arranged {
  readonly shape: readonly number[];
  /** For each element of PyTorch's array, its place here. */
  readonly source: Int32Array;
}

/**
 * @param split extents of the axes here
 * @param order in which PyTorch has them
 * @param places for a place along PyTorch's axis the one here, by the axes here; default the same
 */
export function arranged(
  split: readonly number[],
  order: readonly number[],
  places: readonly (((i: number) => number) | undefined)[] = [],
): Arranged {
  const [shape, from] = [order.map(axis => split[axis]), stridesOf(split)];
  const to = stridesOf(shape);
  const tables = split.map((extent, axis) =>
    Array.from({ length: extent }, (_, i) => places[axis]?.(i) ?? i),
  );
  const source = Int32Array.from({ length: sizeOf(shape) }, (_, i) =>
    order.reduce((at, axis, j) => at + tables[axis][Math.floor(i / to[j]) % shape[j]] * from[axis], 0),
  );
  return { shape, source };
}
