import { describe, expect, it } from 'vitest';
import { augmentation, parseAugmentation } from '../../src/gan/augmentations/index.ts';
import { objective } from '../../src/gan/objectives/index.ts';
import { grad } from '../../src/graph/grad.ts';
import { interpret } from '../../src/graph/interpret.ts';
import { mul } from '../../src/graph/ops/elementwise.ts';
import { constant, input } from '../../src/graph/ops/leaf.ts';
import { sum } from '../../src/graph/ops/reduce.ts';
import { gridSample } from '../../src/graph/ops/sample.ts';
import type { Shape, Tensor } from '../../src/graph/tensor.ts';
import { sequential } from '../../src/nn/layer.ts';
import { activation } from '../../src/nn/layers/activations.ts';
import { conv } from '../../src/nn/layers/conv.ts';
import { dense } from '../../src/nn/layers/dense.ts';
import { flatten } from '../../src/nn/layers/shape.ts';
import { fromStored } from '../../src/nn/layout.ts';
import { Network } from '../../src/nn/network.ts';
import {
  type ChangeCase,
  type Draws,
  loadTorch,
  type Named,
  permute,
  type Recorded,
} from '../fixtures/torch/load.ts';
import { identity, penaltyStep } from './penalty-terms.ts';

const recorded = loadTorch('augment');
const image = (x: Recorded) => permute(x, [0, 2, 3, 1]);

/** Gap relative to the largest value. */
function gap(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  const largest = Math.max(1e-3, ...Array.from(expected, Math.abs));
  return Math.max(...Array.from(expected, (e, i) => Math.abs(actual[i] - e))) / largest;
}

/** Value and gradient of a change of the recorded images. */
function expectChange(change: (x: Tensor) => Tensor, { x, y, r, grad: expected }: ChangeCase): void {
  const images = input('x', image(x).shape);
  const changed = change(images);
  const [gradient] = grad(sum(mul(changed, constant(image(r).data, image(r).shape))), [images]);
  const [value, slope] = interpret([changed, gradient], { x: image(x).data });
  expect(gap(value, image(y).data)).toBeLessThan(1e-6);
  expect(gap(slope, image(expected).data)).toBeLessThan(1e-6);
}

/** The recorded arrays, one after the other. */
function replay({ uniforms, normals = [] }: Draws) {
  const next = (arrays: readonly Recorded[]) => {
    let count = 0;
    return (shape: Shape) => constant(arrays[count++].data, shape);
  };
  return { uniform: next(uniforms), normal: next(normals) };
}

describe('what PyTorch computes', () => {
  it.each(recorded.sample)('of grid_sample, $name beyond the edge', test => {
    const [n, h, w] = test.grid.shape;
    const axis = (k: number) =>
      constant(
        test.grid.data.filter((_, i) => i % 2 === k),
        [n, h, w],
      );
    expectChange(x => gridSample(x, [axis(0), axis(1)], test.name as never), test);
  });

  it.each(recorded.cases)('of $name', test => {
    const [n, c, h, w] = test.x.shape;
    const options = test.p === undefined ? {} : { p: test.p };
    const drawn = augmentation({ kind: test.kind, ...options } as never).draw([n, h, w, c], {
      random: replay(test),
      p: 1,
    });
    expectChange(drawn, test);
  });
});

const critic = new Network(
  'discriminator',
  sequential([
    conv(4, 4, { stride: 2, padding: 1 }),
    activation('leaky-relu', 0.2),
    conv(6, 3, { stride: 2, padding: 1 }),
    activation('leaky-relu', 0.2),
    flatten(),
    dense(1),
  ]),
  [8, 8, 2],
);

/** PyTorch's arrays by ours: `dense` takes channels last. */
function converted(weights: Named): Record<string, Float32Array> {
  return Object.fromEntries(
    critic.parameters.map(p => {
      const [, layer, part] = p.name.split('/');
      const tensor = weights[`${layer === 'dense1' ? 'dense' : layer}.${part}`];
      const flat = layer === 'dense1' && part === 'weight';
      const ours = flat ? image({ ...tensor, shape: [1, 6, 2, 2] }) : tensor;
      return [p.name, fromStored(p, ours.data)];
    }),
  );
}

it('D’s loss with R1 at the images before augmentation has the gradients of PyTorch', () => {
  const { D, real, fake, draws, penalty, grad: expected } = recorded.step;
  const feeds = Object.entries(draws).flatMap(([side, { uniforms, normals = [] }]) => {
    const arrays = [uniforms[0], uniforms[1], uniforms[2], uniforms[3], normals[0]];
    return arrays.map(({ data }, i) => [`discriminator1/${side}/augment/random${i + 1}`, data] as const);
  });
  const step = penaltyStep(
    ['r1:10'],
    { discriminator: critic, generator: identity([8, 8, 2]) },
    {
      batch: real.shape[0],
      objective: objective('non-saturating'),
      augment: ['translation:0.25', 'affine:20,0.2'].map(text => augmentation(parseAugmentation(text))),
    },
  );
  const given = { ...converted(D), x1: image(real).data, z1: image(fake).data, ...Object.fromEntries(feeds) };
  const { penaltyD, gradient } = step.evaluate(given);
  expect(Math.abs(penaltyD / penalty - 1)).toBeLessThan(1e-6);
  for (const [name, values] of Object.entries(converted(expected))) {
    expect(gap(gradient[name], values), name).toBeLessThan(1e-6);
  }
});
