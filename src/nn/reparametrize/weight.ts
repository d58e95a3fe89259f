import { add, div, mul, sqrt } from '../../graph/ops/elementwise.ts';
import { sum } from '../../graph/ops/reduce.ts';
import { reshape } from '../../graph/ops/shape.ts';
import type { Reparametrization } from '../scope.ts';
import { unitShape } from './units.ts';

/** Added to the squared length of a unit's weights, which may all be zero. */
const EPSILON = 1e-12;

/**
 * Weight normalisation: g·V/‖V‖ for each output unit, its length g and its direction V trained apart. g is ‖V‖ at first.
 * @see arXiv 1602.07868, equation 2; torch.nn.utils.weight_norm
 */
export function weightNorm(): Reparametrization {
  return (weight, scope) => {
    const split = unitShape(weight);
    const [, units, b] = split;
    const V = b === 1 ? weight.value : reshape(weight.value, split);
    const g = scope.parameter(`${weight.name}_g`, {
      shape: [units],
      init: { kind: 'constant', value: 1 },
      derived: { from: `${scope.path}/${weight.name}`, value: values => lengths(values, split) },
    });
    const length = sqrt(add(sum(mul(V, V), b === 1 ? [0] : [0, 2]), EPSILON));
    const scale = div(g, length);
    const value = mul(V, b === 1 ? scale : reshape(scale, [1, units, 1]));
    return { value: reshape(value, weight.value.shape) };
  };
}

/** ‖V‖ of each unit of an array [a, units, b]. */
function lengths(values: Float32Array, [, units, b]: readonly number[]): Float32Array {
  const squares = new Float64Array(units).fill(EPSILON);
  values.forEach((x, i) => {
    squares[Math.floor(i / b) % units] += x * x;
  });
  return Float32Array.from(squares, Math.sqrt);
}
