import { sizeOf } from '../../graph/tensor.ts';
import { UserError } from '../../util/error.ts';
import type { Network } from '../network.ts';
import type { Module, Site } from './form.ts';
import { forms } from './forms.ts';
import { type Arranged, arranged, ordersOf } from './order.ts';
import { type Call, type Trace, traced } from './trace.ts';

/** An array as PyTorch holds it. */
export interface TorchArray extends Arranged {
  /** Such as `block1.conv1.weight`. */
  readonly key: string;
  /** Of the parameter here, such as `generator/block1/conv1/weight`. */
  readonly name: string;
}

/** A module in its place. */
export interface Placed {
  /** Such as `block1.conv1`. */
  readonly path: string;
  readonly python: string;
}

/** A network as PyTorch has it. */
export interface Layout {
  readonly trace: Trace;
  readonly modules: readonly Placed[];
  readonly arrays: readonly TorchArray[];
  site(call: Call): Site;
}

/** @throws UserError when a layer has no form in PyTorch here */
export function torchLayout(network: Network): Layout {
  const trace = traced(network);
  const orders = ordersOf(trace);
  const parameters = new Map(network.parameters.map(p => [p.name, p]));
  const below = (path: string) => path.slice(network.name.length + 1).replaceAll('/', '.');
  const site = (call: Call): Site => ({
    call,
    parameter: name => parameters.get(`${call.path}/${name}`),
    orders,
    condition: network.condition,
    self: `self.${below(call.path)}`,
  });
  const [modules, arrays]: [Placed[], TorchArray[]] = [[], []];
  for (const call of [...trace.calls, ...trace.idle]) {
    for (const module of forms[call.kind]?.modules?.(site(call)) ?? []) {
      const place = [below(call.path), module.at].filter(part => part !== '').join('.');
      const held = placed(module, place, call.path, name => parameters.get(name)?.shape);
      modules.push({ path: place, python: held.python });
      arrays.push(...held.arrays);
    }
  }
  const left = network.parameters.find(({ name }) => arrays.every(array => array.name !== name));
  if (!left) return { trace, modules, arrays, site };
  throw new UserError(
    `${left.name}: expected an array that has a place in PyTorch, got one that has none; export to onnx`,
  );
}

/** A module with its arrays, and what its weight is normalised by. */
function placed(
  { python, arrays }: Module,
  place: string,
  path: string,
  shapeOf: (name: string) => readonly number[] | undefined,
): { python: string; arrays: TorchArray[] } {
  const axis = python.startsWith('nn.ConvTranspose2d') ? 1 : 0; // of the units in PyTorch's array
  let wrapped = python;
  const all = Object.entries(arrays).flatMap(([local, [key, order]]): TorchArray[] => {
    const name = `${path}/${local}`;
    const array = { key: key === '' ? place : `${place}.${key}`, name, ...order };
    if (shapeOf(`${name}_u`)) {
      wrapped = `spectral_norm(${python})`;
      const u = unitOrder(array, axis, [array.shape[axis]]);
      return [
        { ...array, key: `${array.key}_orig` },
        { key: `${array.key}_u`, name: `${name}_u`, ...u },
      ];
    }
    if (!shapeOf(`${name}_g`)) return [array];
    wrapped = `weight_norm(${python}${axis === 0 ? '' : `, dim=${axis}`})`;
    const shape = array.shape.map((extent, i) => (i === axis ? extent : 1));
    const g = unitOrder(array, axis, shape);
    return [
      { ...array, key: `${array.key}_v` },
      { key: `${array.key}_g`, name: `${name}_g`, ...g },
    ];
  });
  return { python: wrapped, arrays: all };
}

/** The order of units in an array of one number for each: that of their biases. */
function unitOrder({ shape, source }: Arranged, axis: number, as: readonly number[]): Arranged {
  const units = shape[axis];
  const stride = sizeOf(shape.slice(axis + 1));
  if (shape.length !== 2) return { shape: as, source: arranged([units], [0]).source };
  const first = Int32Array.from({ length: units }, (_, u) => source[u * stride]); // of [in, units] here: row `first input`
  return { shape: as, source: first.map(at => at % units) };
}

/** PyTorch's array of values here. */
export const toTorch = ({ source }: Arranged, values: Float32Array): Float32Array =>
  Float32Array.from(source, at => values[at]);

/** The inverse of {@link toTorch}. */
export function fromTorch({ source }: Arranged, values: Float32Array): Float32Array {
  const out = new Float32Array(values.length);
  source.forEach((at, i) => {
    out[at] = values[i];
  });
  return out;
}
