import type { Quantized } from '../graph/onnx/encode.ts';
import type { Network } from './network.ts';
import { unitShape } from './reparametrize/units.ts';
import { isMatrix } from './scope.ts';

/** A unit of fewer weights is kept as it is: its scale would take much of what is saved. */
const LEAST = 16;

/** Weights with the matrices of a network as 8 bits and a scale for each unit; units of few weights, biases and tables stay. */
export function quantized(
  { parameters }: Network,
  weights: Readonly<Record<string, Float32Array>>,
): Record<string, Float32Array | Quantized> {
  return Object.fromEntries(
    parameters.map(parameter => {
      const values = weights[parameter.name];
      const [a, units, b] = isMatrix(parameter) ? unitShape(parameter) : [0, 0, 0];
      return [parameter.name, a * b < LEAST ? values : quantize(values, [a, units, b])];
    }),
  );
}

/**
 * Symmetric 8 bits: q = round(w / s) with s = max |w| / 127 of a unit.
 * @param split [a, units, b] of the values
 */
export function quantize(values: Float32Array, [a, units, b]: readonly [number, number, number]): Quantized {
  const unitOf = (i: number) => Math.floor(i / b) % units;
  const most = new Float32Array(units);
  for (let i = 0; i < values.length; i++) {
    const u = unitOf(i);
    most[u] = Math.max(most[u], Math.abs(values[i]));
  }
  const scales = most.map(m => m / 127 || 1);
  const whole = Int8Array.from(values, (w, i) => Math.round(w / scales[unitOf(i)]));
  return { shape: b === 1 ? [a, units] : [a, units, b], values: whole, scales };
}
