import { type Model, portText, type Values } from '../../engine/engine.ts';
import { UserError } from '../../util/error.ts';
import type { Features } from '../metric.ts';
import { describeInput, type ImageInput, type ImageSource, preparation } from './images.ts';
import { type LookProgress, look, type OpenNetwork } from './network.ts';

/** Values of prepared images of one call: 64 of 96 × 96 × 3. */
const CALL = 64 * 96 * 96 * 3;

export interface ModelNetwork {
  /** Takes images, and gives vectors or maps. */
  readonly model: Model;
  readonly short: string;
  /** SHA-256 of its weights. */
  readonly digest: string;
  /** Its layer, in words. */
  readonly layer: string;
  /** Name of the output that has the layer's values: [n, size], or maps, whose mean over all positions is taken. */
  readonly output: string;
  readonly input: ImageInput;
  /** The images that it will look at. */
  readonly source: ImageSource;
  readonly onProgress?: LookProgress;
}

/**
 * A feature network of an ONNX model for images.
 * @throws UserError when the model does not take such images, or the samples are none
 */
export function modelNetwork(options: ModelNetwork): OpenNetwork {
  const { model, short, digest, layer, input, source, onProgress } = options;
  const prepare = preparation(short, source, input);
  const port = imagePort(options);
  const compute = async (samples: Float32Array, count: number) => {
    const shape = port.shapeOf(count);
    const images = { data: prepare(samples, count), shape };
    const results = await model.run({ [port.name]: images }).catch(error => {
      if (error instanceof UserError) throw error;
      throw new UserError(
        `${short}: expected a model of images [${shape.join(', ')}], got one that fails on them (${(error as Error).message.split('\n')[0]}); see its size and layout`,
      );
    });
    return pooled(options, results[options.output], count);
  };
  const batch = port.batch ?? Math.max(1, Math.floor(CALL / (3 * input.size ** 2)));
  const looker = { short, shape: source.shape, batch, onProgress, compute };
  return {
    name: `${short}-${digest.slice(0, 8)}`,
    short,
    protocol: `${layer}, mean over positions; ${describeInput(input)}`,
    look: (samples, count) => look(looker, samples, count),
    dispose: () => model.dispose(),
  };
}

interface ImagePort {
  readonly name: string;
  /** Images of one call, where the model says it. */
  readonly batch: number | undefined;
  shapeOf(count: number): number[];
}

/** The model's only input, checked to take what {@link ImageInput} says. */
function imagePort({ model, short, input: { size, layout }, output }: ModelNetwork): ImagePort {
  const image = layout === 'nhwc' ? [size, size, 3] : [3, size, size];
  const [port] = model.inputs;
  const fits =
    model.inputs.length === 1 &&
    port.type === 'float32' &&
    port.shape.length === 4 &&
    (port.shape[0] ?? 1) === 1 &&
    image.every((extent, i) => extent === (port.shape[i + 1] ?? extent));
  if (!fits) {
    throw new UserError(
      `${short}: expected a model of one input float32 [n, ${image.join(', ')}], got ${model.inputs.map(portText).join(', ') || 'none'}; say its size and layout, or export it so`,
    );
  }
  if (!model.outputs.some(({ name }) => name === output)) {
    const names = model.outputs.map(({ name }) => name).join(', ');
    throw new UserError(
      `${short}: expected an output '${output}' of the model, got ${names}; name one of these`,
    );
  }
  return { name: port.name, batch: port.shape[0], shapeOf: count => [count, ...image] };
}

/** Vectors as they are; of maps the mean over all positions. */
function pooled(
  { short, output, input: { layout } }: ModelNetwork,
  { data, shape }: Values,
  count: number,
): Features {
  if (shape[0] !== count || (shape.length !== 2 && shape.length !== 4)) {
    throw new UserError(
      `${short}: expected vectors [${count}, size] or maps with two axes of positions from '${output}', got [${shape.join(', ')}]; name another layer`,
    );
  }
  if (shape.length === 2) return { values: Float32Array.from(data), size: shape[1] };
  const size = layout === 'nhwc' ? shape[3] : shape[1];
  const positions = data.length / (count * size);
  const [pixel, channel] = layout === 'nhwc' ? [size, 1] : [1, positions];
  const values = new Float32Array(count * size);
  for (let i = 0; i < values.length; i++) {
    const start = Math.floor(i / size) * size * positions + (i % size) * channel;
    let sum = 0;
    for (let at = 0; at < positions; at++) sum += data[start + at * pixel];
    values[i] = sum / positions;
  }
  return { values, size };
}
