import { z } from 'zod';
import { fraction, rate, schedule, share } from '../../util/schema.ts';

/** The schemas of the optimisers: each has what its rule uses, and no more. */

const kind = <const K extends string>(name: K) =>
  z.literal(name).describe('update rule; what another one has by the same name stays as it is');

/** The learning rate, and bounds on gradients and weights, which go with every rule. */
const common = {
  lr: schedule(rate, z.number().min(0)).default(2e-4).describe('learning rate, or its schedule'),
  clipNorm: z
    .number()
    .min(0)
    .default(0)
    .describe('largest norm of all gradients together; 0: any')
    .meta({ source: 'arXiv 1211.5063' }),
  clipValue: z.number().min(0).default(0).describe('largest size of one gradient; 0: any'),
  clipWeights: z
    .number()
    .min(0)
    .default(0)
    .describe('weights stay in [−c, c] (WGAN: 0.01 in D); 0: free')
    .meta({ source: 'arXiv 1701.07875' }),
  maxColumnNorm: z
    .number()
    .min(0)
    .default(0)
    .describe('largest norm of the weights into one unit; 0: any')
    .meta({ source: 'arXiv 1207.0580' }),
};

const epsilon = rate.default(1e-8).describe('added to the root');

const moments = {
  beta1: fraction.default(0.5).describe('decay of the mean gradient'),
  beta2: fraction.default(0.999).describe('decay of the mean squared gradient'),
  epsilon,
};

const adam = z.strictObject({ kind: kind('adam').optional().default('adam'), ...common, ...moments });

const adamw = z.strictObject({
  kind: kind('adamw'),
  ...common,
  ...moments,
  weightDecay: z.number().min(0).default(0.01).describe('decoupled weight decay'),
});

const optimisticAdam = z.strictObject({ kind: kind('optimistic-adam'), ...common, ...moments });

const rmsprop = z.strictObject({
  kind: kind('rmsprop'),
  ...common,
  decay: share.default(0.99).describe('decay of the mean squared gradient'),
  epsilon,
});

const sgd = z.strictObject({
  kind: kind('sgd'),
  ...common,
  momentum: schedule(fraction).default(0).describe('share of the velocity that is kept'),
});

/** The optimiser of a player; Adam where no kind is named. */
export const optimizer = z.discriminatedUnion('kind', [adam, adamw, optimisticAdam, rmsprop, sgd]);

/** Names of the options of an optimiser. */
export function optimizerOptions(kind: unknown): readonly string[] {
  const schema = optimizer.options.find(({ shape }) => shape.kind.safeParse(kind).success);
  return Object.keys(schema?.shape ?? {});
}
