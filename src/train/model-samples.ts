import type { Model, Values } from '../engine/engine.ts';
import { type ConditionValues, conditionLength, conditionShape, rowsAt } from '../util/condition.ts';
import type { GeneratorInfo } from './export.ts';

/**
 * Samples [n, ...shape] of an exported generator, images as [height, width, channels]. One latent is run twice: ONNX Runtime
 * computes one row in another order than a row among others.
 * @param z latents [n, dim]
 * @param y conditions of the samples, where the generator has any
 */
export async function modelSamples(
  model: Pick<Model, 'run'>,
  { latent, shape, condition }: GeneratorInfo,
  z: Float32Array,
  y?: ConditionValues,
): Promise<Float32Array> {
  const single = z.length === latent.dim;
  const rows = single ? 2 : z.length / latent.dim;
  const given = <T extends ConditionValues>(values: T, width: number) =>
    single ? rowsAt(values, width, rows, () => 0) : values;
  const inputs: Record<string, Values> = { z: { data: given(z, latent.dim), shape: [rows, latent.dim] } };
  if (condition && y) {
    const data = given(y, conditionLength(condition));
    inputs['y'] = { data, shape: [rows, ...conditionShape(condition)] };
  }
  const { x } = await model.run(inputs);
  const values = x.data.subarray(0, x.data.length / (single ? 2 : 1)) as Float32Array;
  return shape.length === 3 ? channelsLast(values, shape) : values;
}

/** Images [n, C, H, W] as [n, H, W, C]. @param shape of one, [H, W, C] */
export function channelsLast(x: Float32Array, [height, width, channels]: readonly number[]): Float32Array {
  if (channels === 1) return x;
  const [pixels, out] = [height * width, new Float32Array(x.length)];
  for (let first = 0; first < x.length; first += pixels * channels) {
    for (let c = 0; c < channels; c++) {
      for (let i = 0; i < pixels; i++) out[first + i * channels + c] = x[first + c * pixels + i];
    }
  }
  return out;
}
