import { sizeOf } from '../../graph/tensor.ts';
import type { Network } from '../network.ts';
import { torchLayout, toTorch } from './layout.ts';

/** An array of PyTorch. */
export interface TorchTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/**
 * Weights as `load_state_dict` of PyTorch takes them: dotted names and PyTorch's order, also of features that are an image's.
 * @param weights by the names of the parameters here
 * @throws UserError when a layer has no form in PyTorch here
 */
export function torchWeights(
  network: Network,
  weights: Readonly<Record<string, Float32Array>>,
): Map<string, TorchTensor> {
  const { arrays, modules } = torchLayout(network);
  const tensors = new Map<string, TorchTensor>();
  for (const array of arrays) {
    tensors.set(array.key, { shape: array.shape, data: toTorch(array, weights[array.name]) });
  }
  for (const [key, matrix] of [...tensors]) {
    if (!key.endsWith('.weight_orig')) continue;
    const place = key.slice(0, -'.weight_orig'.length);
    const python = modules.find(({ path }) => path === place)!.python;
    const u = tensors.get(`${place}.weight_u`)!.data;
    const v = inputDirection(matrix, u, python.includes('ConvTranspose2d') ? 1 : 0);
    tensors.set(`${place}.weight_v`, { shape: [v.length], data: v });
  }
  return tensors;
}

/** v = Wᵀu / ‖Wᵀu‖ of W [units, inputs], which PyTorch keeps beside u. */
function inputDirection({ shape, data }: TorchTensor, u: Float32Array, axis: number): Float32Array {
  const [before, after] = [sizeOf(shape.slice(0, axis)), sizeOf(shape.slice(axis + 1))];
  const v = new Float64Array(before * after);
  data.forEach((w, i) => {
    const unit = Math.floor(i / after) % u.length;
    v[Math.floor(i / (after * u.length)) * after + (i % after)] += w * u[unit];
  });
  const length = Math.max(Math.hypot(...v), 1e-12);
  return Float32Array.from(v, x => x / length);
}
