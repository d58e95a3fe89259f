import { expect, it } from 'vitest';
import { objective } from '../../src/gan/objectives/index.ts';
import { parsePenalty, penalty } from '../../src/gan/penalties/index.ts';
import { buildStep } from '../../src/gan/step.ts';
import { optimize } from '../../src/graph/passes/optimize.ts';
import { graphStats } from '../../src/graph/print.ts';
import { mapProgram } from '../../src/graph/program.ts';
import { Network } from '../../src/nn/network.ts';
import { mlp } from '../../src/nn/networks/mlp.ts';
import { sgd } from '../../src/nn/optimizers/sgd.ts';
import { reparametrizations } from '../../src/nn/reparametrize/index.ts';

const H = 64;
const m = 32;

/** What a step does of a GAN of two hidden layers of 64, after all passes. */
function stats(penalties: readonly string[], weights: keyof typeof reparametrizations = 'none') {
  const hidden = [H, H];
  const player = { rule: sgd({ momentum: false }), learningRate: 1 };
  const { program } = buildStep({
    generator: new Network('generator', mlp({ hidden, output: [2] }), [2]),
    discriminator: new Network('discriminator', mlp({ hidden, output: [1] }), [2], {
      reparametrize: reparametrizations[weights],
    }),
    objective: objective('non-saturating'),
    optimizers: { discriminator: player, generator: player },
    batch: m,
    penalties: penalties.map(text => penalty(parsePenalty(text))),
  });
  return graphStats(mapProgram(program, outputs => optimize(outputs)));
}

const plain = stats([]);
/** Multiply-adds of one pass of one sample through D's hidden layers and back to x, times 2. */
const pass = 2 * (2 * H + H * H + H);
const lastLayer = 2 * H;

it('R₁ and R₂ share one gradient pass, and R₁ alone does not pay for the generated half', () => {
  const [r1, both] = [stats(['r1']), stats(['r1', 'r2'])];
  // the slopes; from there up to the last hidden layer; and the products that are the weights' gradients
  expect(both.flops - plain.flops).toBe(2 * m * (3 * pass - lastLayer));
  expect(r1.flops - plain.flops).toBe((both.flops - plain.flops) / 2);
  expect(both.flops / plain.flops).toBeLessThan(1.6);
});

it('WGAN-GP costs a forward and a gradient pass of m samples, and their derivatives', () => {
  // the same, and before it the hidden layers of x̂, whose own derivative is zero almost everywhere under ReLU
  expect(stats(['wgan-gp']).flops - plain.flops).toBe(m * (4 * pass - 2 * lastLayer));
});

it('spectral normalisation costs a few products of a matrix and a vector', () => {
  const spectral = stats([], 'spectral');
  expect(spectral.flops / plain.flops).toBeLessThan(1.05);
  expect(spectral.flops / plain.flops).toBeGreaterThan(1);
  expect(spectral.nodes - plain.nodes).toBeLessThan(110); // 3 matrices, 2 versions each
});
