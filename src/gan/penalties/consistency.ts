import { add, mul, neg, square, sub } from '../../graph/ops/elementwise.ts';
import { mean } from '../../graph/ops/statistics.ts';
import type { Tensor } from '../../graph/tensor.ts';
import type { Choice, ChoiceParameter } from '../../util/choice.ts';
import { UserError } from '../../util/error.ts';
import { lambda } from './gradient.ts';
import type { DiscriminatorContext, Penalty } from './penalty.ts';
import { type TransformOptions, transform } from './transform.ts';

const transformation: Readonly<Record<'shift' | 'flip' | 'noise', ChoiceParameter>> = {
  shift: { default: 2, min: 0, max: 16, whole: true, meaning: 'pixels that an image moves at most' },
  flip: { default: 0, min: 0, max: 1, meaning: 'probability that an image is mirrored' },
  noise: { default: 0.01, min: 0, max: 10, meaning: 'σ of the noise on samples that are no images' },
};

/** E(a − b)² over all values. */
const meanSquare = (a: Tensor, b: Tensor) => mean(square(sub(a, b)));

/** E(D(x) − D(T(x)))² */
function wavering(context: DiscriminatorContext, at: 'real' | 'fake', options: TransformOptions): Tensor {
  const moved = transform(context[at], context.random, options);
  return meanSquare(context.logits[at], context.judge(moved, at));
}

/** λ · E(D(x) − D(T(x)))² on real samples. */
export const cr: Choice<Penalty, 'weight' | 'shift' | 'flip' | 'noise'> = {
  summary: 'λ · E(D(x) − D(T(x)))²: D says the same of a real sample and of a slight change of it.',
  source: 'Zhang et al., arXiv 1910.12027',
  parameters: { weight: lambda(10), ...transformation },
  create: ({ weight, ...options }) => ({
    discriminator: context => mul(weight, wavering(context, 'real', options)),
  }),
};

/** Balanced: the same on real and on generated samples. */
export const bcr: Choice<Penalty, 'weight' | 'fakeWeight' | 'shift' | 'flip' | 'noise'> = {
  summary: 'Consistency on real and on generated samples, so that G does not learn the changes.',
  source: 'Zhao et al., arXiv 2002.04724, algorithm 1',
  parameters: {
    weight: lambda(10, 'weight at real samples'),
    fakeWeight: { ...lambda(10, 'weight at generated samples'), symbol: 'λ_fake' },
    ...transformation,
  },
  create: ({ weight, fakeWeight, ...options }) => ({
    discriminator: context =>
      add(
        mul(weight, wavering(context, 'real', options)),
        mul(fakeWeight, wavering(context, 'fake', options)),
      ),
  }),
};

/**
 * In latent space: λ_dis · E(D(G(z)) − D(G(z + δ)))² for D, and −λ_gen · E‖G(z) − G(z + δ)‖² for G, the mean over
 * values, with δ ~ N(0, σ²): G answers to changes of z that D must not see.
 */
export const zcr: Choice<Penalty, 'discriminatorWeight' | 'generatorWeight' | 'sigma'> = {
  summary: 'D says the same of samples whose noise is nearly the same, while G makes them differ.',
  source: 'Zhao et al., arXiv 2002.04724, algorithm 2; defaults of re-implementations',
  parameters: {
    discriminatorWeight: { ...lambda(5, "weight in D's loss"), symbol: 'λ_dis' },
    generatorWeight: { ...lambda(0.5, "weight in G's loss"), symbol: 'λ_gen' },
    sigma: { symbol: 'σ', default: 0.03, min: 0, max: 10, meaning: 'standard deviation of the change of z' },
  },
  create: ({ discriminatorWeight: dis, generatorWeight: gen, sigma }) => {
    const nearby = ({ noise, random }: Pick<DiscriminatorContext, 'noise' | 'random'>) => {
      if (!noise) throw new UserError('penalty zcr: expected a game with noise, got one without; remove it');
      return add(noise, mul(sigma, random.normal(noise.shape)));
    };
    return {
      discriminator: context =>
        mul(dis, meanSquare(context.logits.fake, context.judge(context.generate(nearby(context)), 'fake'))),
      generator: context => neg(mul(gen, meanSquare(context.generated, context.generate(nearby(context))))),
    };
  },
};
