import type { Network } from '../../../../nn/network.ts';
import { Random } from '../../../../util/random.ts';

/** Values by the names of trained arrays. */
export type Arrays = Readonly<Record<string, Float32Array>>;

/** Of a network: what its arrays are, and which are trained. */
type Shaped = Pick<Network, 'name' | 'parameters'>;

/**
 * A random direction in the weights of a network, each unit's part as long as its weights are, so that the scale of a layer
 * does not matter; 0 for arrays with one axis. A unit is a column: the last axis counts units.
 * @param weights the present ones
 * @see Li et al., arXiv 1712.09913, section 4: filter normalisation
 */
export function randomDirection({ name, parameters }: Shaped, weights: Arrays, seed: number): Arrays {
  const random = new Random(seed, `slice ${name}`);
  return Object.fromEntries(
    parameters
      .filter(({ trainable }) => trainable)
      .map(({ name, shape }) => {
        const values = random.normals(new Float32Array(weights[name].length));
        const units = shape.at(-1) ?? 1;
        if (shape.length < 2) values.fill(0);
        else for (let u = 0; u < units; u++) rescale(values, weights[name], u, units);
        return [name, values];
      }),
  );
}

/** Makes every `stride`-th value from `first` on as long, as one vector, as those of `like`. */
function rescale(values: Float32Array, like: Float32Array, first: number, stride: number): void {
  let [own, wanted] = [0, 0];
  for (let i = first; i < values.length; i += stride) {
    own += values[i] ** 2;
    wanted += like[i] ** 2;
  }
  const factor = own > 0 ? Math.sqrt(wanted / own) : 0;
  for (let i = first; i < values.length; i += stride) values[i] *= factor;
}

/** From one state of a network's trained arrays to another. */
export function wayBetween({ parameters }: Shaped, from: Arrays, to: Arrays): Arrays {
  const trained = parameters.filter(({ trainable }) => trainable);
  return Object.fromEntries(trained.map(({ name }) => [name, to[name].map((v, i) => v - from[name][i])]));
}

/** ⟨a, b⟩ over all arrays of the second. */
export function inner(a: Arrays, b: Arrays): number {
  let sum = 0;
  for (const [name, values] of Object.entries(b)) {
    for (let i = 0; i < values.length; i++) sum += a[name][i] * values[i];
  }
  return sum;
}

/** The same direction, turned round or not. */
export const times = (factor: number, direction: Arrays): Arrays =>
  Object.fromEntries(Object.entries(direction).map(([name, values]) => [name, values.map(v => factor * v)]));
