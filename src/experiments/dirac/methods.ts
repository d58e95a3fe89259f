import { objective } from '../../gan/objectives/index.ts';
import { penalty } from '../../gan/penalties/index.ts';
import { mul, sub } from '../../graph/ops/elementwise.ts';
import type { Optimizer } from '../../nn/optimizers/optimizer.ts';
import { sgd } from '../../nn/optimizers/sgd.ts';
import type { DynamicsName, DynamicsOptions, State } from '../../theory/dynamics/dirac.ts';
import type { Rule } from './simulate.ts';
import type { DiracOptions } from './train.ts';

/** Step size of all players. */
export const RATE = 0.1;
export const STEPS = 5000;
export const START: State = [1, 1];

/** One way to play the Dirac-GAN: the real step's options, and the same in theory. */
export interface DiracMethod {
  readonly name: string;
  /** The flags of `saddle train` that switch it on, where there are some. */
  readonly flags?: string;
  readonly options: DiracOptions;
  /** The game that it plays, and how steps are taken where not by plain gradients. */
  readonly theory: { readonly game: DynamicsName; readonly options?: DynamicsOptions; readonly rule?: Rule };
  /** Default both. */
  readonly orders?: readonly Order[];
  /** What the literature says of convergence. */
  readonly converges: string;
  /** Distances after 5000 steps, simultaneous and alternating with G first (gan-facts of Mescheder et al.'s code). */
  readonly published?: readonly [simultaneous: number, alternating: number];
  /** Whether its portrait is that of another method. */
  readonly repeats?: boolean;
  /** Whether steps are random, so that theory gives the mean motion only. */
  readonly random?: boolean;
}

export type Order = 'simultaneous' | 'alternating';

const minimax = objective('minimax');
const wasserstein = objective('wasserstein');

/** Gradient descent that foresees that the gradient changes again as it just did: w ← w − 2h·gₜ + h·gₜ₋₁. */
const optimistic: Optimizer = {
  slots: ['last'],
  scalars: ['rate'],
  numbers: (_, { learningRate }) => [learningRate],
  update: (value, g, { last }, { rate }) => ({
    value: sub(value, mul(sub(mul(g, 2), last), rate)),
    slots: { last: g },
  }),
};

const both = (rule: Optimizer, rest: object = {}) => ({
  discriminator: { rule, learningRate: RATE, ...rest },
  generator: { rule, learningRate: RATE },
});

/** Clipping bound of the critic's weight: of the order of the start. */
const CLIP = 1;
const SIGMA = 0.7;
const SLOW = { every: 5, share: 0.5 };
/** Share of the average of G that each step replaces. */
const AVERAGING = 0.001;

export const methods: readonly DiracMethod[] = [
  {
    name: 'GAN',
    flags: '--objective minimax',
    options: { objective: minimax },
    theory: { game: 'gan' },
    converges: 'no: circles',
    published: [3.63, 1.38],
  },
  {
    name: 'non-saturating',
    flags: '--objective non-saturating',
    options: { objective: objective('non-saturating') },
    theory: { game: 'non-saturating' },
    converges: 'flow like r² ~ 8/t; simultaneous steps circle at √(2h)',
    published: [0.445, 0.125],
  },
  {
    name: 'WGAN, not clipped',
    flags: '--objective wasserstein',
    options: { objective: wasserstein },
    theory: { game: 'wgan' },
    converges: 'no: circles',
    published: [9e10, 1.39],
  },
  {
    name: `WGAN, clipped to ±${CLIP}`,
    flags: `--objective wasserstein --optimizer.discriminator.clip-weights ${CLIP}`,
    options: {
      objective: wasserstein,
      optimizers: both(sgd({ momentum: false }), { clipWeights: CLIP }),
    },
    theory: { game: 'wgan', rule: { kind: 'clipped', bound: CLIP } },
    converges: 'no',
  },
  {
    name: 'WGAN-GP, λ ½',
    flags: '--objective wasserstein --penalty wgan-gp:0.5',
    options: { objective: wasserstein, penalties: [penalty({ kind: 'wgan-gp', weight: 0.5 })] },
    theory: { game: 'wgan-gp' },
    converges: 'no: the penalty jumps at 0',
    published: [1.51, 1.41],
  },
  {
    name: `instance noise, σ ${SIGMA}`,
    flags: `--objective minimax --instance-noise ${SIGMA}`,
    options: { objective: minimax, instanceNoise: SIGMA, batch: 64 },
    theory: { game: 'instance-noise', options: { sigma: SIGMA } },
    converges: 'yes, up to the noise of the batch',
    random: true,
  },
  {
    name: 'R1, γ 0.3',
    flags: '--objective minimax --penalty r1:0.3',
    options: { objective: minimax, penalties: [penalty({ kind: 'r1', weight: 0.3 })] },
    theory: { game: 'zero-centred', options: { gamma: 0.3 } },
    converges: 'yes',
    published: [7e-31, 1e-33],
  },
  {
    name: 'R1, γ 1: critical',
    flags: '--objective minimax --penalty r1:1',
    options: { objective: minimax, penalties: [penalty({ kind: 'r1', weight: 1 })] },
    theory: { game: 'zero-centred', options: { gamma: 1 } },
    converges: 'yes, without turning',
  },
  {
    name: 'R2, γ 0.3',
    repeats: true,
    flags: '--objective minimax --penalty r2:0.3',
    options: { objective: minimax, penalties: [penalty({ kind: 'r2', weight: 0.3 })] },
    theory: { game: 'zero-centred', options: { gamma: 0.3 } },
    converges: 'yes',
    published: [7e-31, 1e-33],
  },
  {
    name: 'consensus, weight 0.3',
    flags: '--objective minimax --update simultaneous --consensus 0.3',
    options: { objective: minimax, consensus: 0.3 },
    theory: { game: 'consensus', options: { weight: 0.3 } },
    orders: ['simultaneous'],
    converges: 'yes',
  },
  {
    name: 'extragradient',
    flags: '--objective minimax --update extragradient',
    options: { objective: minimax, update: 'extragradient' },
    theory: { game: 'gan', rule: { kind: 'extragradient' } },
    orders: ['simultaneous'],
    converges: 'yes, slowly: −h/4 ± i/2',
  },
  {
    name: 'optimistic gradient',
    options: { objective: minimax, optimizers: both(optimistic) },
    theory: { game: 'gan', rule: { kind: 'optimistic' } },
    converges: 'yes, slowly',
  },
  {
    name: 'lookahead, 5 steps, ½',
    flags: '--objective minimax --lookahead-every 5',
    options: { objective: minimax, lookahead: SLOW },
    theory: { game: 'gan', rule: { kind: 'lookahead', ...SLOW } },
    converges: 'yes, slowly',
  },
  {
    name: 'average of G',
    repeats: true,
    flags: '--objective minimax --ema 700',
    options: { objective: minimax, ema: () => AVERAGING },
    theory: { game: 'gan', rule: { kind: 'average', share: AVERAGING } },
    orders: ['alternating'],
    converges: 'only the average; the players circle',
  },
];
