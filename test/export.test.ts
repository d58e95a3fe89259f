import * as ort from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { referenceEngine } from '../src/engine/reference.ts';
import { buildGan } from '../src/train/build.ts';
import { exportGenerator, generatorInfo } from '../src/train/export.ts';
import { resolveConfig } from '../src/train/resolve.ts';
import { Sampler } from '../src/train/sampler.ts';
import { initialState } from '../src/train/state.ts';
import { Random } from '../src/util/random.ts';

const generators = {
  dcgan: { family: 'dcgan', channels: [4, 2], norm: 'batch', normFirst: true },
  mlp: { family: 'mlp', hidden: [8] },
} as const;

it.each(['dcgan', 'mlp'] as const)(
  'an exported %s makes what the sampler makes, for any number',
  async family => {
    const config = resolveConfig({
      recipe: 'digits',
      overrides: { generator: generators[family], latent: { dim: 3 }, emaHalfLife: 100 },
    });
    const shape = [8, 8, 3];
    const gan = buildGan(config, { shape });
    const state = initialState(gan, 5, { shape } as never);
    const random = new Random(7, 'weights');
    for (const [name, values] of Object.entries(state)) {
      if (name.startsWith('average/')) state[name] = random.normals(values.slice()).map(v => 0.5 + 0.2 * v);
    }
    const z = random.normals(new Float32Array(5 * 3));
    const sampler = await Sampler.create(referenceEngine, gan.generator, config);
    await sampler.load(state);
    const expected = await sampler.generate(z);

    const info = { latent: config.latent, display: [-1, 1], step: 9, data: 'mnist' } as const;
    const model = exportGenerator(gan.generator, state, info);
    expect(generatorInfo(model)).toEqual(info);
    const session = await ort.InferenceSession.create(model, { logSeverityLevel: 4 });
    const { x } = await session.run({ z: new ort.Tensor('float32', z, [5, 3]) });
    expect(x.dims).toEqual([5, 3, 8, 8]);
    const data = x.data as Float32Array;
    const channelsLast = Float32Array.from(expected, (_, i) => {
      const [n, place, c] = [Math.floor(i / 192), Math.floor((i % 192) / 3), i % 3];
      return data[n * 192 + c * 64 + place];
    });
    const worst = Math.max(...channelsLast.map((v, i) => Math.abs(v - expected[i])));
    expect(worst).toBeLessThan(1e-5);
    expect(new Set(data).size).toBeGreaterThan(100);
  },
);

it('tells no model from one of ours', () => {
  expect(generatorInfo(new TextEncoder().encode('this is no model'))).toBeUndefined();
  expect(generatorInfo(new Uint8Array())).toBeUndefined();
});
