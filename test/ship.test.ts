import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as ort from 'onnxruntime-node';
import * as web from 'onnxruntime-web/wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { interpret } from '../src/graph/interpret.ts';
import { input } from '../src/graph/ops/leaf.ts';
import { Network } from '../src/nn/network.ts';
import { dcganDiscriminator, dcganGenerator } from '../src/nn/networks/dcgan.ts';
import { mlp } from '../src/nn/networks/mlp.ts';
import { snganDiscriminator } from '../src/nn/networks/sngan.ts';
import { plain } from '../src/nn/plain.ts';
import { exportDiscriminator, exportGenerator, type Precision } from '../src/train/export.ts';
import { channelsLast } from '../src/train/model-samples.ts';
import { Random } from '../src/util/random.ts';
import { classes, generators, info, latents, rows, spectral, trained, y } from './fixtures/onnx/cases.ts';

const labels = { y: new ort.Tensor('int64', BigInt64Array.from(y, BigInt), [rows]) };

/** What a network makes of inputs, in float64. */
function exact(network: Network, weights: Record<string, Float32Array>, x: Float32Array): Float64Array {
  const condition = network.conditionInput('y', rows);
  const output = network.infer(input('x', [rows, ...network.input]), network.variables(), condition);
  return interpret([output], { ...weights, x, y })[0];
}

/** By `test/fixtures/onnx/record-python.ts`. */
const python: Readonly<Record<string, Readonly<Record<Precision, string>>>> = JSON.parse(
  readFileSync(new URL('./fixtures/onnx/python.json', import.meta.url), 'utf8'),
).cases;

const worst = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  expect(a.length).toBe(b.length);
  return Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);
};

async function computed(model: Uint8Array, x: ort.Tensor, network: Network): Promise<Float32Array> {
  const session = await ort.InferenceSession.create(model, { logSeverityLevel: 3 });
  const [name] = session.inputNames;
  const result = await session.run({ [name]: x, ...(network.condition && labels) });
  await session.release();
  const [{ data }] = Object.values(result);
  return data as Float32Array;
}

const tolerances: Readonly<Record<Precision, number>> = { fp32: 1e-5, fp16: 1e-2, int8: 0.15 };
const precisions = Object.keys(tolerances) as Precision[];

describe.each(Object.entries(generators))('the model of %s', (name, network) => {
  const weights = trained(network);
  const z = latents();
  const given = new ort.Tensor('float32', z, [rows, 6]);
  const expected = exact(network, weights, z);

  it.each(precisions)('%s makes what the generator makes', async precision => {
    const x = await computed(exportGenerator(network, weights, info, precision), given, network);
    const error = worst(channelsLast(x, info.shape), expected);
    expect(error).toBeLessThan(tolerances[precision]);
    if (precision !== 'fp32') expect(error).toBeGreaterThan(1e-6); // it is another model
  });

  it.each(precisions)('%s makes what it made in Python', async precision => {
    const x = await computed(exportGenerator(network, weights, info, precision), given, network);
    const recorded = new Float32Array(Uint8Array.from(Buffer.from(python[name][precision], 'base64')).buffer);
    expect(worst(x, recorded)).toBeLessThan(precision === 'fp16' ? 1e-2 : 1e-5); // halves are rounded as a processor likes
  });

  it('is the same function with plain weights', () => {
    const other = plain({ network, weights });
    expect(other.network.parameters.filter(({ name }) => /_[ug]$/.test(name))).toEqual([]);
    expect(worst(exact(other.network, { ...other.weights }, z), expected)).toBeLessThan(1e-6);
  });
});

describe('the model of a discriminator', () => {
  const discriminators: Readonly<Record<string, Network>> = {
    dcgan: new Network('discriminator', dcganDiscriminator({ channels: [4, 6] }), [8, 8, 2]),
    sngan: new Network(
      'discriminator',
      snganDiscriminator({ channels: [4, 6], condition: 'projection' }),
      [8, 8, 2],
      {
        condition: classes,
        reparametrize: spectral,
      },
    ),
  };

  it.each(Object.entries(discriminators))('judges as it does: %s', async (_, network) => {
    const weights = trained(network);
    const x = new Random(1, 'x').normals(new Float32Array(rows * 128));
    const images = new ort.Tensor('float32', x, [rows, 2, 8, 8]);
    const expected = exact(network, weights, channelsLast(x, [8, 8, 2]));
    for (const precision of precisions) {
      const logits = await computed(exportDiscriminator(network, weights, info, precision), images, network);
      expect(worst(logits, expected)).toBeLessThan(10 * tolerances[precision]);
    }
  });

  it('is refused where it compares the samples of a batch', () => {
    const network = new Network('discriminator', mlp({ hidden: [4], output: [1], minibatch: 'stddev' }), [2]);
    expect(() => exportDiscriminator(network, network.initialize(1), info)).toThrow(
      /^discriminator: expected layers that treat each sample by itself/,
    );
  });
});

describe('bytes', () => {
  const network = new Network(
    'generator',
    dcganGenerator({ channels: [128, 64], norm: 'batch', output: [28, 28, 1] }),
    [100],
  );
  const weights = network.initialize(1);
  const size = (precision: Precision) => exportGenerator(network, weights, info, precision).length;

  it('are at most 51 % with 16 bits and 27 % with 8', () => {
    expect(size('fp16') / size('fp32')).toBeLessThan(0.51);
    expect(size('int8') / size('fp32')).toBeLessThan(0.27);
  });
});

describe('in a browser’s runtime', () => {
  beforeAll(() => {
    web.env.wasm.numThreads = 1;
    web.env.logLevel = 'error';
    web.env.wasm.wasmPaths = createRequire(import.meta.url)
      .resolve('onnxruntime-web/wasm')
      .replace(/[^/]+$/, '');
  });

  it.each(precisions)('%s makes the same', async precision => {
    const network = generators['dcgan'];
    const weights = trained(network);
    const z = latents();
    const session = await web.InferenceSession.create(exportGenerator(network, weights, info, precision));
    const { x } = await session.run({ z: new web.Tensor('float32', z, [rows, 6]) });
    const error = worst(channelsLast(x.data as Float32Array, info.shape), exact(network, weights, z));
    expect(error).toBeLessThan(tolerances[precision]);
    await session.release();
  });
});
