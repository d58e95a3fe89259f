/** Arrays of a Keras model by their names, such as `block_1_expand/kernel`. */
export type KerasArrays = ReadonlyMap<string, ArrayLike<number>>;

/** What Keras' applications add to a variance. */
const EPSILON = 1e-3;

/**
 * A convolution without bias and the batch normalisation after it, in inference mode, as one convolution:
 * w·γ/√(σ² + ε) and β − μ·γ/√(σ² + ε).
 * @param kernel name of the filter [kh, kw, C, O], or of a depthwise one [kh, kw, C, 1]
 * @param norm name of the normalisation; without γ it is 1
 */
export function foldNorm(
  arrays: KerasArrays,
  kernel: string,
  norm: string,
): { readonly weight: Float32Array; readonly bias: Float32Array } {
  const [gain, shift, mean, variance] = ['gamma', 'beta', 'moving_mean', 'moving_variance'].map(part =>
    arrays.get(`${norm}/${part}`),
  );
  const scale = Float64Array.from(variance!, (v, i) => (gain?.[i] ?? 1) / Math.sqrt(v + EPSILON));
  return {
    weight: Float32Array.from(arrays.get(kernel)!, (w, i) => w * scale[i % scale.length]),
    bias: Float32Array.from(shift!, (b, i) => b - mean![i] * scale[i]),
  };
}
