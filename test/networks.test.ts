import { describe, expect, it } from 'vitest';
import { nodeEngine } from '../src/engine/node.ts';
import { referenceEngine } from '../src/engine/reference.ts';
import { objective } from '../src/gan/objectives/index.ts';
import { buildStep } from '../src/gan/step.ts';
import { interpret } from '../src/graph/interpret.ts';
import { leakyRelu } from '../src/graph/ops/elementwise.ts';
import { input } from '../src/graph/ops/leaf.ts';
import { nameOf } from '../src/graph/program.ts';
import type { Tensor } from '../src/graph/tensor.ts';
import { conv } from '../src/nn/layers/conv.ts';
import { fromStored } from '../src/nn/layout.ts';
import { Network } from '../src/nn/network.ts';
import { fastganGenerator } from '../src/nn/networks/fastgan.ts';
import { projectedDiscriminator } from '../src/nn/networks/projected.ts';
import { r3ganDiscriminator, r3ganGenerator } from '../src/nn/networks/r3gan.ts';
import { resnetDiscriminator, resnetGenerator } from '../src/nn/networks/resnet.ts';
import { snganDiscriminator, snganGenerator } from '../src/nn/networks/sngan.ts';
import { sgd } from '../src/nn/optimizers/sgd.ts';
import { reparametrizations } from '../src/nn/reparametrize/index.ts';
import type { Parameter, Scope } from '../src/nn/scope.ts';
import { buildGan } from '../src/train/build.ts';
import type { PartialConfig } from '../src/train/config.ts';
import { resolveConfig } from '../src/train/resolve.ts';
import { loadTorch, type Named, type NetworkCase, permute } from './fixtures/torch/load.ts';

const { rate, cases, counts } = loadTorch('networks');
const condition = { kind: 'class', names: ['a', 'b', 'c'] } as const;
const norm = { kind: 'batch', bias: 'zeros' } as const;
const leaky = { activation: 'leaky-relu', slope: 0.1 } as const;

const grouped = { blocks: 1, expansion: 2, groupSize: 2 } as const;

/** The recorded networks, as small as they are there. */
const families = {
  sngan: {
    G: snganGenerator({ channels: [6, 4, 3], output: [12, 12, 2], norm }),
    D: snganDiscriminator({ channels: [3, 4, 5], ...leaky }),
  },
  resnet: {
    G: resnetGenerator({ channels: [4, 3, 3], output: [8, 8, 2], norm, condition: 'batch-norm' }),
    D: resnetDiscriminator({ channels: [4, 5, 5], downsamplings: 2, condition: 'projection' }),
    condition,
  },
  r3gan: {
    G: r3ganGenerator({ ...grouped, channels: [4, 2, 2], output: [8, 8, 2] }),
    D: r3ganDiscriminator({ ...grouped, channels: [2, 4, 4] }),
  },
  fastgan: {
    G: fastganGenerator({ channels: [4, 3, 2], output: [12, 12, 2], norm: 'batch', noise: false }),
    D: snganDiscriminator({ channels: [3, 4, 5], ...leaky }),
  },
  projected: {
    G: resnetGenerator({ channels: [4, 3, 3], output: [8, 8, 1], norm, condition: 'batch-norm' }),
    D: projectedDiscriminator({
      channels: 2,
      activation: 'leaky-relu',
      norm,
      condition: 'projection',
      stem: { features: smallStem },
    }),
    condition,
  },
};

/** In place of the pretrained network. */
function smallStem(x: Tensor, scope: Scope): Tensor[] {
  const features: Tensor[] = [];
  for (const depth of [2, 2, 3, 3]) {
    const h = conv(depth, 2, { stride: 2 }).apply(features.at(-1) ?? x, scope.child('conv'));
    features.push(leakyRelu(h, 0.2));
  }
  return features;
}

function networksOf(name: keyof typeof families) {
  const { G, D, ...rest } = families[name];
  const { x, zD } = cases[name];
  const [, channels, height, width] = x.shape;
  const reparametrize = (player: 'G' | 'D') => {
    const spectral = Object.keys(cases[name].initial[player]).some(key => key.endsWith('weight_u'));
    return { ...(spectral && { reparametrize: reparametrizations.spectral }) };
  };
  return {
    generator: new Network('G', G, zD.shape.slice(1), { ...reparametrize('G'), ...rest }),
    discriminator: new Network('D', D, [height, width, channels], {
      ...reparametrize('D'),
      ...rest,
    }),
  };
}

/** PyTorch calls the matrix under a spectral norm `weight_orig`. */
function recorded({ name }: Parameter, tensors: Named) {
  const path = name.split('/').slice(1).join('.');
  return tensors[path] ?? tensors[`${path}_orig`];
}

function converted(networks: readonly Network[], tensors: NetworkCase['initial']) {
  const all = networks.flatMap(network => network.parameters);
  return Object.fromEntries(
    all.map(p => [p.name, fromStored(p, recorded(p, tensors[p.name[0] as 'G' | 'D']).data)] as const),
  );
}

const pixels = (x: NetworkCase['x']) => permute(x, [0, 2, 3, 1]).data;

function deviation(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(actual.length).toBe(expected.length);
  const scale = Math.max(1e-3, ...Array.from(expected, Math.abs));
  return Math.max(...Array.from(expected, (e, i) => Math.abs(actual[i] - e))) / scale;
}

describe.each(Object.keys(families) as (keyof typeof families)[])('the family %s equals PyTorch', name => {
  const { generator, discriminator } = networksOf(name);
  const given = cases[name];
  const initial = converted([generator, discriminator], given.initial);
  const both = [generator, discriminator];

  it('has its parameters, no more and no fewer', () => {
    const count = (tensors: Named) => Object.keys(tensors).filter(key => !key.endsWith('_v')).length; // Saddle keeps one of the two vectors
    expect(generator.parameters.length).toBe(count(given.initial.G));
    expect(discriminator.parameters.length).toBe(count(given.initial.D));
  });

  it('makes the same samples of the same noise', () => {
    const z = input('z', given.zD.shape);
    const y = generator.conditionInput('y', given.zD.shape[0]);
    const random = { uniform: () => z, normal: () => z };
    const { output } = generator.forward(z, {
      values: generator.variables(),
      training: true,
      random,
      condition: y,
    });
    const [samples] = interpret([output], { ...initial, z: given.zD.data, y: given.y });
    expect(deviation(samples, pixels(given.fake))).toBeLessThan(2e-6);
  });

  it.each([
    ['the interpreter', referenceEngine, 3e-6],
    ['ONNX Runtime', nodeEngine('cpu', { threads: 1 }), 1e-4],
  ] as const)('takes the same step in %s', async (_, engine, tolerance) => {
    const player = { rule: sgd({ momentum: false }), learningRate: rate };
    const step = buildStep({
      generator,
      discriminator,
      objective: objective('hinge'),
      optimizers: { discriminator: player, generator: player },
      batch: given.x.shape[0],
    });
    const inputs: Record<string, Float32Array | Int32Array> = {
      x1: pixels(given.x),
      z1: given.zD.data,
      z: given.zG.data,
      y1: Int32Array.from(given.y),
      asked: Int32Array.from(given.asked),
    };
    const fed = step.feeds.map(feed => {
      const scalar = feed.kind === 'scalar' ? Float32Array.of(feed.value(0)) : undefined;
      return [nameOf(feed.node), scalar ?? inputs[nameOf(feed.node)]] as const;
    });
    const executable = await engine.compile(step.program);
    await executable.write(initial);
    const { lossD, lossG } = await executable.run(1, Object.fromEntries(fed));
    const after = await executable.read();
    await executable.dispose();
    expect(deviation(lossD, [given.lossD])).toBeLessThan(tolerance);
    expect(deviation(lossG, [given.lossG])).toBeLessThan(tolerance);
    for (const [key, expected] of Object.entries(converted(both, given.after))) {
      expect(deviation(after[key], expected), key).toBeLessThan(tolerance);
    }
    const moved = both
      .flatMap(n => n.parameters)
      .filter(p => deviation(after[p.name], initial[p.name]) > 1e-4);
    const trained = both.flatMap(n => n.parameters).filter(p => p.trainable);
    expect(moved.length).toBeGreaterThan(0.7 * trained.length);
  });
});

describe.each(Object.keys(families) as (keyof typeof families)[])('the family %s', family => {
  const ofG = family === 'projected' ? 'resnet' : family;
  const ofD = family === 'fastgan' ? 'sngan' : family;
  const small = (channels: readonly number[]) => (ofD === 'projected' ? { width: 4 } : { channels });
  const built = (shape: readonly number[], G: object = {}, D: object = {}) => {
    const values = { data: { name: 'mnist' }, latent: { dim: family === 'r3gan' ? 64 : 128 }, batch: 2 };
    const players = { generator: { family: ofG, ...G }, discriminator: { family: ofD, ...D } };
    const config = { ...values, ...players } as PartialConfig;
    return buildGan(resolveConfig({ file: { name: 'test', values: config } }), { shape, condition });
  };

  it('has by default the parameters of the paper’s networks', () => {
    const { generator, discriminator } = built([32, 32, 3]);
    expect([generator.size, discriminator.size]).toEqual(counts[family]);
  });

  it.each([28, 32, 64])('makes and judges images of %d pixels', side => {
    const channels = [16, 8, 8];
    const { generator, discriminator } = built([side, side, 1], { channels }, small(channels));
    expect(generator.output).toEqual([side, side, 1]);
    expect(discriminator.output).toEqual([ofD === 'projected' ? 100 : 1]);
  });

  it('refuses images that cannot be halved so often in one sentence', () => {
    expect(() => built([28, 28, 1])).toThrow(
      /^generator.channels: expected an image whose sides 8 divides, for 3 doublings, got 28×28; /,
    );
  });

  it.each(family === 'r3gan' ? ['concat'] : ['concat', 'batch-norm'])('reads conditions: %s', how => {
    const channels = [8, 8, 8];
    const { generator, discriminator } = built(
      [8, 8, 1],
      { channels, condition: how },
      { ...small(channels), condition: 'projection' },
    );
    expect([generator.condition, discriminator.condition]).toEqual([condition, condition]);
  });
});

it('refuses to begin with a pretrained network without its weights', () => {
  const D = new Network('D', projectedDiscriminator({ channels: 2 }), [8, 8, 1]);
  expect(() => D.initialize(1)).toThrow(
    /^D\/stem1\/conv1\/weight: expected the weights of MobileNetV2, got none/,
  );
});

it.each([16, 40])('refuses a side of %i pixels, which the heads of a projected D cannot take', side => {
  expect(() => projectedDiscriminator({ side })).toThrow(
    /^discriminator.side: expected a multiple of 16 of at least 32/,
  );
});

it('judges images by all heads of the least side', () => {
  const layer = projectedDiscriminator({ channels: 2, side: 32, stem: { features: smallStem } });
  expect(new Network('D', layer, [8, 8, 1]).output).toEqual([76]);
});
