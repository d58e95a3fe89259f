import { describe, expect, it } from 'vitest';
import type { PlayerOptimizer } from '../../src/gan/player.ts';
import { Network } from '../../src/nn/network.ts';
import { mlp } from '../../src/nn/networks/mlp.ts';
import { sgd } from '../../src/nn/optimizers/sgd.ts';
import { identity, penaltyStep } from './penalty-terms.ts';

const networks = {
  discriminator: new Network('discriminator', mlp({ hidden: [6], activation: 'tanh', output: [1] }), [3]),
  generator: identity([3]),
};

/** What D's parameters lose in a step of gradient descent at rate 1, and what they become. */
function moved(limits: Partial<PlayerOptimizer>) {
  const player = { rule: sgd({ momentum: false }), learningRate: 1 };
  const step = penaltyStep(['gp0:30'], networks, {
    optimizers: { discriminator: { ...player, ...limits }, generator: player },
  });
  const { gradient, next } = step.evaluate({});
  const names = networks.discriminator.parameters.map(p => p.name);
  return {
    lost: names.flatMap(name => [...gradient[name]]),
    before: names.flatMap(name => Array.from(step.defaults[name])),
    after: names.flatMap(name => [...next[name]]),
  };
}

const free = moved({});
const norm = Math.hypot(...free.lost);
const largest = Math.max(...free.lost.map(Math.abs));
const close = (values: readonly number[]) => values.map(x => expect.closeTo(x, 9));

describe('gradient clipping', () => {
  it('scales all gradients of a player to the norm, as torch.nn.utils.clip_grad_norm_', () => {
    const { lost } = moved({ clipNorm: norm / 4 });
    expect(Math.hypot(...lost)).toBeCloseTo(norm / 4, 9);
    expect(lost).toEqual(close(free.lost.map(g => g / 4)));
  });

  it('leaves shorter gradients as they are', () => {
    expect(moved({ clipNorm: norm * 1.001 }).lost).toEqual(free.lost);
  });

  it('cuts each gradient to the size, and before the norm where both are set', () => {
    const cut = free.lost.map(g => Math.min(Math.max(g, -largest / 2), largest / 2));
    expect(cut).not.toEqual(free.lost);
    expect(moved({ clipValue: largest / 2 }).lost).toEqual(close(cut));
    const both = moved({ clipValue: largest / 2, clipNorm: 1e-3 }).lost;
    const scale = 1e-3 / Math.hypot(...cut);
    expect(both).toEqual(close(cut.map(g => g * scale)));
  });

  it('is finite for a gradient of zero', () => {
    const player = { rule: sgd({ momentum: false }), learningRate: 1 };
    const step = penaltyStep(['cr:0'], networks, {
      optimizers: { discriminator: { ...player, clipNorm: 1 }, generator: player },
    });
    const { gradient } = step.evaluate({});
    for (const g of Object.values(gradient)) expect([...g].every(x => x === 0)).toBe(true);
  });
});

describe('weight clipping', () => {
  it('puts all parameters back into [−c, c] after the update', () => {
    const { after, before } = moved({ clipWeights: 0.4 });
    const wanted = free.after.map(w => Math.min(Math.max(w, -0.4), 0.4));
    expect(after).toEqual(wanted);
    expect(before.some(w => Math.abs(w) > 0.4)).toBe(true);
    expect(after.some(w => Math.abs(w) < 0.4 && w !== 0)).toBe(true);
  });
});

describe('the largest norm of a column', () => {
  /** Columns of the two weight matrices, and the biases, of all parameters one after the other. */
  const partsOf = (values: readonly number[]) => {
    const columns: number[][] = [];
    const biases: number[] = [];
    let at = 0;
    for (const [rows, units] of [
      [3, 6],
      [6, 1],
    ]) {
      const weights = values.slice(at, at + rows * units);
      for (let u = 0; u < units; u++) columns.push(weights.filter((_, i) => i % units === u));
      at += (rows + 1) * units;
      biases.push(...values.slice(at - units, at));
    }
    return { columns, biases };
  };

  it('scales the weights into each unit down to it, and leaves biases and shorter columns', () => {
    const { columns, biases } = partsOf(free.after);
    const norms = columns.map(column => Math.hypot(...column));
    const limit = [...norms].sort((a, b) => a - b)[3];
    const { after } = moved({ maxColumnNorm: limit });
    const scales = norms.map(length => Math.min(length, limit) / (length + 1e-7));
    expect(partsOf(after)).toEqual({
      columns: columns.map((column, i) => close(column.map(w => w * scales[i]))),
      biases,
    });
    expect(scales.filter(scale => scale < 0.99)).toHaveLength(3);
  });
});
