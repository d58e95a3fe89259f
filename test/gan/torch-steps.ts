import { objective } from '../../src/gan/objectives/index.ts';
import { buildStep, type GanStep } from '../../src/gan/step.ts';
import { nameOf } from '../../src/graph/program.ts';
import { sizeOf } from '../../src/graph/tensor.ts';
import { sequential } from '../../src/nn/layer.ts';
import { activation } from '../../src/nn/layers/activations.ts';
import { conv, convTranspose } from '../../src/nn/layers/conv.ts';
import { dense } from '../../src/nn/layers/dense.ts';
import { batchNorm } from '../../src/nn/layers/norm.ts';
import { flatten, reshape } from '../../src/nn/layers/shape.ts';
import { fromStored } from '../../src/nn/layout.ts';
import { Network } from '../../src/nn/network.ts';
import { mlp } from '../../src/nn/networks/mlp.ts';
import { adam } from '../../src/nn/optimizers/adam.ts';
import type { Optimizer } from '../../src/nn/optimizers/optimizer.ts';
import { rmsprop } from '../../src/nn/optimizers/rmsprop.ts';
import { sgd } from '../../src/nn/optimizers/sgd.ts';
import {
  loadTorch,
  type Named,
  permute,
  type Recorded,
  type StepCase,
  type UnrolledCase,
} from '../fixtures/torch/load.ts';

/** A training step recorded from PyTorch, as a program with its state, its inputs and what they must lead to. */
export interface TorchStep {
  readonly name: string;
  readonly step: GanStep;
  readonly initial: Record<string, Float32Array>;
  /** Inputs of three steps. */
  readonly inputs: Record<string, Float32Array>;
  readonly losses: { readonly lossD: readonly number[]; readonly lossG: readonly number[] };
  /** Parameters and running statistics after one step and after three. */
  readonly after1: Record<string, Float32Array>;
  readonly after3: Record<string, Float32Array>;
}

interface Model {
  readonly generator: Network;
  readonly discriminator: Network;
  /** PyTorch's name of a parameter, and how its axes are ordered before the layout of files. */
  readonly source: (name: string) => { name: string; reorder?: (tensor: Recorded) => Recorded };
  readonly image: (x: Recorded) => Float32Array;
}

const mlpModel: Model = {
  generator: new Network(
    'generator',
    mlp({ hidden: [8, 8], activation: 'leaky-relu', output: [4], outputActivation: 'tanh' }),
    [3],
  ),
  discriminator: new Network(
    'discriminator',
    mlp({ hidden: [8, 8], activation: 'leaky-relu', output: [1] }),
    [4],
  ),
  source: name => ({ name: name.split('/').slice(1).join('.') }),
  image: x => x.data,
};

const leaky = activation('leaky-relu', 0.2);
const half = { stride: 2, padding: 1 };

/** Where PyTorch flattens in the order C, H, W, channels-last flattens in H, W, C. */
const fromCHW = (shape: readonly number[], axes: readonly number[]) => (tensor: Recorded) => ({
  shape: tensor.shape,
  data: permute({ shape, data: tensor.data }, axes).data,
});

const convNames: Record<string, string> = {
  'generator/batchNorm1': 'norm1',
  'generator/convTranspose1': 'up1',
  'generator/batchNorm2': 'norm2',
  'generator/convTranspose2': 'up2',
  'discriminator/conv1': 'conv1',
  'discriminator/conv2': 'conv2',
  'discriminator/batchNorm1': 'norm',
  'generator/dense1': 'dense',
  'discriminator/dense1': 'dense',
};

const convModel: Model = {
  generator: new Network(
    'generator',
    sequential([
      dense(24, { bias: false }),
      reshape([2, 2, 6]),
      batchNorm(),
      activation('relu'),
      convTranspose(4, 4, { ...half, bias: false }),
      batchNorm(),
      activation('relu'),
      convTranspose(2, 4, half),
      activation('tanh'),
    ]),
    [5],
  ),
  discriminator: new Network(
    'discriminator',
    sequential([
      conv(4, 4, half),
      leaky,
      conv(6, 3, { ...half, bias: false }),
      batchNorm(),
      leaky,
      flatten(),
      dense(1),
    ]),
    [8, 8, 2],
  ),
  source: name => {
    const [network, layer, part] = name.split('/');
    const reorder = {
      'generator/dense1/weight': fromCHW([6, 2, 2, 5], [1, 2, 0, 3]),
      'discriminator/dense1/weight': fromCHW([1, 6, 2, 2], [0, 2, 3, 1]),
    }[name];
    return { name: `${convNames[`${network}/${layer}`]}.${part}`, reorder };
  },
  image: x => permute(x, [0, 2, 3, 1]).data,
};

function rule({ optimizer: o }: Pick<StepCase, 'optimizer'>): Optimizer {
  const rules = {
    adam: () => adam({ beta1: o['beta1'], beta2: o['beta2'], epsilon: o['eps'] }),
    adamw: () =>
      adam({ beta1: o['beta1'], beta2: o['beta2'], epsilon: o['eps'], weightDecay: o['weightDecay'] }),
    sgd: () => sgd(),
    rmsprop: () => rmsprop({ decay: o['alpha'], epsilon: o['eps'] }),
  };
  return rules[o.name]();
}

/** PyTorch's arrays in Saddle's layouts, by Saddle's names. */
function convert(
  model: Model,
  recorded: { readonly G: Named; readonly D: Named },
): Record<string, Float32Array> {
  const all = [model.generator, model.discriminator].flatMap(network => network.parameters);
  return Object.fromEntries(
    all.map(parameter => {
      const { name, reorder = (x: Recorded) => x } = model.source(parameter.name);
      const tensors = parameter.name.startsWith('generator/') ? recorded.G : recorded.D;
      return [parameter.name, fromStored(parameter, reorder(tensors[name]).data)];
    }),
  );
}

function joined(arrays: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(arrays.reduce((n, a) => n + a.length, 0));
  let at = 0;
  for (const array of arrays) {
    whole.set(array, at);
    at += array.length;
  }
  return whole;
}

function torchStep(kind: keyof typeof models, recorded: StepCase | UnrolledCase): TorchStep {
  const model = models[kind];
  const { initial, batches } = loadTorch(`${kind}-step`);
  const { optimizer: o } = recorded;
  const player = { rule: rule(recorded), learningRate: o['lr'], momentum: o['momentum'] };
  const step = buildStep({
    generator: model.generator,
    discriminator: model.discriminator,
    objective: objective(recorded.objective),
    optimizers: { discriminator: player, generator: player },
    batch: batches[0].x.shape[0],
    unroll: 'unroll' in recorded ? recorded.unroll : 0,
  });
  const recordedInputs: Record<string, Float32Array> = {
    x1: joined(batches.map(b => model.image(b.x))),
    z1: joined(batches.map(b => b.zD.data)),
    z: joined(batches.map(b => b.zG.data)),
  };
  const inputs = step.feeds.map(feed => {
    const scalars = feed.kind === 'scalar' ? Float32Array.from([0, 1, 2], feed.value) : undefined;
    return [nameOf(feed.node), scalars ?? recordedInputs[nameOf(feed.node)]];
  });
  const slots = step.program.state.map(({ value }) => [nameOf(value), new Float32Array(sizeOf(value.shape))]);
  return {
    name: `${kind}: ${recorded.name}`,
    step,
    initial: { ...Object.fromEntries(slots), ...convert(model, initial) },
    inputs: Object.fromEntries(inputs),
    losses: { lossD: recorded.lossD, lossG: recorded.lossG },
    after1: convert(model, recorded.after1),
    after3: convert(model, recorded.after3),
  };
}

const models = { mlp: mlpModel, conv: convModel, unrolled: mlpModel };

/** Every recorded training step: two networks, two objectives, four optimisers; and unrolled ones. */
export function torchSteps(): TorchStep[] {
  return (['mlp', 'conv', 'unrolled'] as const).flatMap(kind =>
    loadTorch(`${kind}-step`).cases.map(recorded => torchStep(kind, recorded)),
  );
}
