import { pack } from '../../src/gan/pack.ts';
import type { BatchProgram } from '../../src/graph/batch.ts';
import { input } from '../../src/graph/ops/leaf.ts';
import { gather } from '../../src/graph/ops/linear.ts';
import { concat } from '../../src/graph/ops/shape.ts';
import { nameOf } from '../../src/graph/program.ts';
import { sizeOf, type Tensor } from '../../src/graph/tensor.ts';
import { inference } from '../../src/nn/inference.ts';
import { type Layer, sequential } from '../../src/nn/layer.ts';
import { conv } from '../../src/nn/layers/conv.ts';
import { dense } from '../../src/nn/layers/dense.ts';
import { flatten, upsample } from '../../src/nn/layers/shape.ts';
import { Network } from '../../src/nn/network.ts';
import { dcganDiscriminator, dcganGenerator } from '../../src/nn/networks/dcgan.ts';
import { fastganGenerator } from '../../src/nn/networks/fastgan.ts';
import { maxoutNetwork } from '../../src/nn/networks/maxout.ts';
import { mlp } from '../../src/nn/networks/mlp.ts';
import { projectedDiscriminator } from '../../src/nn/networks/projected.ts';
import { r3ganDiscriminator, r3ganGenerator } from '../../src/nn/networks/r3gan.ts';
import { resnetDiscriminator, resnetGenerator } from '../../src/nn/networks/resnet.ts';
import { snganDiscriminator, snganGenerator } from '../../src/nn/networks/sngan.ts';
import { reparametrizations } from '../../src/nn/reparametrize/index.ts';
import type { Scope } from '../../src/nn/scope.ts';
import { Random } from '../../src/util/random.ts';

/** A program for any number of rows, with weights and inputs. */
export interface BatchCase {
  readonly name: string;
  readonly program: BatchProgram;
  readonly weights: Record<string, Float32Array>;
  readonly inputs: (rows: number) => Record<string, Float32Array | Int32Array>;
}

/** Initial weights, with buffers such as running averages moved away from where they begin. */
function weightsOf(network: Network): Record<string, Float32Array> {
  const weights = network.initialize(1);
  for (const { name, trainable } of network.parameters) {
    if (trainable || name.endsWith('reference')) continue;
    const noise = new Random(2, name).uniforms(new Float32Array(weights[name].length));
    weights[name] = weights[name].map((value, i) => 0.7 * value + 0.3 * noise[i]);
  }
  return weights;
}

function batchCase(name: string, network: Network, pac = 1): BatchCase {
  const sample = [...network.input.slice(0, -1), network.input.at(-1)! / pac];
  return {
    name,
    weights: weightsOf(network),
    program: inference([network], (rows, infer) => {
      const z = input('z', [rows * pac, ...sample]);
      return { inputs: [z], outputs: { x: infer(network, pack(z, pac)) } };
    }),
    inputs: rows => ({ z: new Random(3, 'z').normals(new Float32Array(rows * pac * sizeOf(sample))) }),
  };
}

const family = (
  name: string,
  layer: Layer,
  shape: readonly number[],
  weights: 'none' | 'spectral' | 'weight' = 'none',
  pac = 1,
) => batchCase(name, new Network('net', layer, shape, { reparametrize: reparametrizations[weights] }), pac);

const grouped = { channels: [8, 4], blocks: 1, groupSize: 4 } as const;

/** In place of the pretrained network. */
function halvings(x: Tensor, scope: Scope): Tensor[] {
  const features: Tensor[] = [];
  for (const depth of [2, 2, 3, 3]) {
    features.push(conv(depth, 2, { stride: 2 }).apply(features.at(-1) ?? x, scope.child('conv')));
  }
  return features;
}

const image = { output: [8, 8, 3], channels: [8, 4], norm: 'batch' } as const;

/** A row of a table for each class beside the noise: two inputs, one of them whole numbers. */
function embedded(): BatchCase {
  const network = new Network('net', mlp({ hidden: [8], output: [2] }), [5]);
  const table = Float32Array.from({ length: 6 }, (_, i) => i / 5);
  return {
    name: 'classes beside noise',
    weights: { ...weightsOf(network), table },
    program: {
      at: rows => {
        const nodes = {
          table: input('table', [3, 2]),
          z: input('z', [rows, 3]),
          y: input('y', [rows], 'int'),
        };
        const values = network.variables();
        const x = network.infer(concat([nodes.z, gather(nodes.table, nodes.y)], 1), values);
        const state = [nodes.table, ...values.values()].map(value => ({ value, next: value }));
        return { inputs: [nodes.z, nodes.y], state, outputs: { x } };
      },
    },
    inputs: rows => ({
      z: new Random(3, 'z').normals(new Float32Array(rows * 3)),
      y: Int32Array.from({ length: rows }, (_, i) => i % 3),
    }),
  };
}

/** Every network family, normalisation and reparametrisation, as it is after training. */
export const batchCases: readonly BatchCase[] = [
  family('mlp', mlp({ hidden: [8, 8], output: [2] }), [3]),
  family('mlp with packs', mlp({ hidden: [8, 8], activation: 'leaky-relu', output: [1] }), [4], 'none', 2),
  family('mlp, layer norm', mlp({ hidden: [8], output: [2], norm: 'layer' }), [3]),
  family(
    'mlp, virtual norm',
    mlp({ hidden: [8], output: [2], norm: { kind: 'virtual', reference: 5 } }),
    [3],
  ),
  family('mlp, spectral norm', mlp({ hidden: [8], output: [1] }), [3], 'spectral'),
  family(
    'maxout',
    maxoutNetwork({ hidden: [6], pieces: 3, output: [1], init: { kind: 'normal', std: 0.5 } }),
    [3],
  ),
  family('dcgan generator', dcganGenerator({ ...image, outputActivation: 'sigmoid' }), [3]),
  family(
    'dcgan generator, group norm',
    dcganGenerator({ ...image, norm: { kind: 'group', groups: 2 } }),
    [3],
  ),
  family(
    'dcgan generator, virtual norm',
    dcganGenerator({ ...image, norm: { kind: 'virtual', reference: 4 } }),
    [3],
  ),
  family('dcgan generator, weight norm', dcganGenerator(image), [3], 'weight'),
  family('dcgan discriminator', dcganDiscriminator({ channels: [4, 8] }), [8, 8, 3], 'spectral'),
  family(
    'dcgan discriminator with packs',
    dcganDiscriminator({ channels: [4], norm: 'layer' }),
    [8, 8, 4],
    'none',
    2,
  ),
  family('sngan generator', snganGenerator({ output: [8, 8, 3], channels: [8, 4], norm: 'batch' }), [3]),
  family('sngan discriminator', snganDiscriminator({ channels: [4, 8] }), [8, 8, 3], 'spectral'),
  family('resnet generator', resnetGenerator({ output: [8, 8, 3], channels: [8, 4], norm: 'batch' }), [3]),
  family('resnet discriminator', resnetDiscriminator({ channels: [4, 8] }), [8, 8, 3], 'spectral'),
  family('r3gan generator', r3ganGenerator({ ...grouped, output: [8, 8, 3] }), [3]),
  family('r3gan discriminator', r3ganDiscriminator(grouped), [8, 8, 3]),
  family(
    'fastgan generator',
    fastganGenerator({ output: [16, 16, 3], channels: [8, 4, 4], norm: 'batch' }),
    [3],
    'spectral',
  ),
  family(
    'projected discriminator',
    projectedDiscriminator({ channels: 2, norm: 'batch', stem: { features: halvings } }),
    [8, 8, 3],
    'spectral',
  ),
  family(
    'upsampling',
    sequential([upsample(2, 'bilinear'), conv(2, 3, { padding: 1 }), flatten(), dense(1)]),
    [4, 4, 1],
  ),
  embedded(),
];

/** Values of all that a program reads, by name. */
export function givenTo({ program, weights, inputs }: BatchCase, rows: number) {
  const known = new Set(program.at(rows).state.map(({ value }) => nameOf(value)));
  const held = Object.entries(weights).filter(([name]) => known.has(name));
  return { ...Object.fromEntries(held), ...inputs(rows) };
}
