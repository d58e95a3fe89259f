import type { DataHost } from '../../data/host.ts';
import type { Engine } from '../../engine/engine.ts';
import { OnnxGraph, onnxModel } from '../../graph/onnx/graph.ts';
import type { OnnxAttributes } from '../../graph/tensor.ts';
import { foldNorm, type KerasArrays } from '../../nn/networks/keras.ts';
import { UserError } from '../../util/error.ts';
import { decodeExcerpt } from './excerpt.ts';
import type { ImageInput, ImageSource } from './images.ts';
import { modelNetwork } from './model.ts';
import type { LookProgress, OpenNetwork } from './network.ts';

/** The frozen layers of nsfwjs' InceptionV3, which `saddle data inception` puts into the cache. */
export const INCEPTION = {
  name: 'networks/inception-v3-mixed5.safetensors',
  sha256: 'a69e4c5610db2f631fbf4de72f09b9b09893d2001d924f5e4a7f4044dff8ce4f',
  size: 5_172_152,
};

/** As nsfwjs runs it: what its normalisations have seen on average fits pixels in [0, 1]. */
const INPUT: ImageInput = {
  size: 299,
  range: [
    [0, 1],
    [0, 1],
    [0, 1],
  ],
  layout: 'nchw',
};
const OUTPUT = 'mixed5';

/** Keras' names of the 50 convolutions up to `mixed5` and their normalisations, in the order in which it makes them. */
export const INCEPTION_LAYERS: readonly (readonly [kernel: string, norm: string])[] = Array.from(
  { length: 50 },
  (_, i) => [`conv2d_${i + 1}/kernel`, `batch_normalization_${i + 1}`],
);

/**
 * The feature network `inception`: the mean over all positions of `mixed5` of InceptionV3, 768 values. Later layers were trained
 * for another task by nsfwjs, so this is not the network of the Fréchet Inception Distance.
 * @throws UserError when the cache does not have it
 */
export async function inceptionNetwork(
  engine: Engine,
  host: DataHost,
  source: ImageSource,
  onProgress?: LookProgress,
): Promise<OpenNetwork> {
  const { bytes } = await host.cached(INCEPTION, async fault => {
    throw new UserError(
      `inception: ${fault ?? 'its weights are not on this machine'}; run 'saddle data inception' to fetch them, with --from FILE to take them from nsfwjs-4.3.0.tgz`,
    );
  });
  const model = await engine.load(inceptionModel(decodeExcerpt(bytes)), 'inception');
  return modelNetwork({
    model,
    short: 'inception',
    digest: INCEPTION.sha256,
    layer: `${OUTPUT} of InceptionV3 (nsfwjs 4.3.0, trained on ImageNet; not the network of FID)`,
    output: OUTPUT,
    input: INPUT,
    source,
    onProgress,
  });
}

type Kernel = readonly [height: number, width: number];

/** How a window moves: by one pixel with zeros around, or by `stride` over whole windows only. */
interface Window {
  readonly stride?: number;
  readonly valid?: boolean;
}

/**
 * Images `x` [n, 3, 299, 299] to `mixed5` [n, 768, 17, 17], as an ONNX model.
 * @see arXiv 1512.00567, table 1; the layers are those of keras.applications
 */
function inceptionModel(arrays: KerasArrays): Uint8Array {
  const graph = new OnnxGraph();
  const { size } = INPUT;
  graph.input('x', 'float', ['n', 3, size, size]);
  const layers = INCEPTION_LAYERS.values();

  const conv = (x: string, kernel: Kernel, window: Window = {}): string => {
    const { weight, bias } = foldNorm(arrays, ...layers.next().value!);
    const depth = weight.length / (kernel[0] * kernel[1] * bias.length);
    const filter = graph.tensor(
      { shape: [bias.length, depth, ...kernel], dtype: 'float' },
      filtersFirst(weight, depth, bias.length),
    );
    const shift = graph.tensor({ shape: [bias.length], dtype: 'float' }, bias);
    return graph.node('Relu', [graph.node('Conv', [x, filter, shift], attributes(kernel, window))]);
  };
  const chain = (x: string, ...kernels: readonly Kernel[]) =>
    kernels.reduce((h, kernel) => conv(h, kernel), x);
  const average = (x: string) => graph.node('AveragePool', [x], attributes([3, 3]));
  const halved = (x: string) => graph.node('MaxPool', [x], attributes([3, 3], HALVING));
  const concat = (branches: readonly string[]) => graph.node('Concat', branches, { axis: 1 });

  /** `mixed0` to `mixed2`: 35 × 35 positions. */
  const wide = (x: string) =>
    concat([
      chain(x, [1, 1]),
      chain(x, [1, 1], [5, 5]),
      chain(x, [1, 1], [3, 3], [3, 3]),
      chain(average(x), [1, 1]),
    ]);
  /** `mixed4` and `mixed5`: 17 × 17 positions. */
  const factorized = (x: string) =>
    concat([
      chain(x, [1, 1]),
      chain(x, [1, 1], [1, 7], [7, 1]),
      chain(x, [1, 1], [7, 1], [1, 7], [7, 1], [1, 7]),
      chain(average(x), [1, 1]),
    ]);

  const stem = chain(conv(conv('x', [3, 3], HALVING), [3, 3], VALID), [3, 3]);
  const mixed2 = wide(wide(wide(halved(conv(conv(halved(stem), [1, 1], VALID), [3, 3], VALID)))));
  const mixed3 = concat([
    conv(mixed2, [3, 3], HALVING),
    conv(chain(mixed2, [1, 1], [3, 3]), [3, 3], HALVING),
    halved(mixed2),
  ]);
  graph.addNode('Identity', [factorized(factorized(mixed3))], [OUTPUT]);
  graph.output(OUTPUT, 'float', ['n', 768, 17, 17]);
  return onnxModel(graph);
}

const HALVING: Window = { stride: 2, valid: true };
const VALID: Window = { valid: true };

function attributes(kernel: Kernel, { stride = 1, valid = false }: Window = {}): OnnxAttributes {
  const [vertical, horizontal] = kernel.map(extent => (valid ? 0 : (extent - 1) / 2));
  return {
    kernel_shape: kernel,
    strides: [stride, stride],
    pads: [vertical, horizontal, vertical, horizontal],
  };
}

/** A filter [kh, kw, C, O] as [O, C, kh, kw]. */
function filtersFirst(filter: Float32Array, depth: number, filters: number): Float32Array {
  const area = filter.length / (depth * filters);
  return Float32Array.from(filter, (_, i) => {
    const [o, c, tap] = [Math.floor(i / (depth * area)), Math.floor(i / area) % depth, i % area];
    return filter[(tap * depth + c) * filters + o];
  });
}
