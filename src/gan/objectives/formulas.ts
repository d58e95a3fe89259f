import type { ObjectiveName } from './index.ts';

/**
 * What the losses are the means of, in TeX, for the samples x_i and G(z_i). D is the probability σ(logit), for a
 * critic the logit itself; a bar is the mean over the minibatch. Parameters have their names.
 */
interface LossFormulas {
  /** What D descends: a term of real and one of generated samples, or one that compares them. */
  readonly discriminator: readonly [real: string, fake: string] | readonly [both: string];
  /** What G descends. */
  readonly generator: string;
}

const REAL = 'D(x_i)';
const FAKE = 'D(G(z_i))';

const crossEntropy = [`-\\log ${REAL}`, `-\\log(1 - ${FAKE})`] as const;
const halved = [`-\\tfrac12 \\log ${REAL}`, `-\\tfrac12 \\log(1 - ${FAKE})`] as const;

/** A function of the margin by which the first of two answers lies above the second. */
type Margin = (above: string, below: string) => string;
const logistic: Margin = (a, b) => `-\\log \\sigma(${a} - ${b})`;
const squared: Margin = (a, b) => `(${a} - ${b} - 1)^2`;
const hinged: Margin = (a, b) => `\\max(0, 1 - ${a} + ${b})`;

const paired = (f: Margin): LossFormulas => ({
  discriminator: [f(REAL, FAKE)],
  generator: f(FAKE, REAL),
});

const [MEAN_REAL, MEAN_FAKE] = ['\\overline{D(x)}', '\\overline{D(G(z))}'];
const averaged = (f: Margin): LossFormulas => ({
  discriminator: [`${f(REAL, MEAN_FAKE)} + ${f(MEAN_REAL, FAKE)}`],
  generator: `${f(FAKE, MEAN_REAL)} + ${f(MEAN_FAKE, REAL)}`,
});

/** −g(D) of real samples and f*(g(D)) of generated ones; G takes the share h of the heuristic. */
const divergence = ({ real, fake }: Record<'real' | 'fake', (d: string) => string>): LossFormulas => ({
  discriminator: [real(REAL), fake(FAKE)],
  generator: `h (${real(FAKE)}) - (1 - h) (${fake(FAKE)})`,
});

const softplus = (s: string) => `\\log(1 + e^{${s}})`;

/** The losses of every objective. */
export const lossFormulas: Readonly<Record<ObjectiveName, LossFormulas>> = {
  minimax: { discriminator: crossEntropy, generator: `\\log(1 - ${FAKE})` },
  'non-saturating': { discriminator: crossEntropy, generator: `-\\log ${FAKE}` },
  bce: { discriminator: halved, generator: `-\\log ${FAKE}` },
  linear: { discriminator: halved, generator: `-\\tfrac12 ${FAKE}` },
  lsgan: {
    discriminator: [`\\tfrac12 (${REAL} - b)^2`, `\\tfrac12 (${FAKE} - a)^2`],
    generator: `\\tfrac12 (${FAKE} - c)^2`,
  },
  hinge: { discriminator: [`\\max(0, 1 - ${REAL})`, `\\max(0, 1 + ${FAKE})`], generator: `-${FAKE}` },
  wasserstein: { discriminator: [`-${REAL}`, FAKE], generator: `-${FAKE}` },
  relativistic: paired(logistic),
  'relativistic-ls': paired(squared),
  'relativistic-hinge': paired(hinged),
  'relativistic-average': averaged(logistic),
  'relativistic-average-ls': averaged(squared),
  'relativistic-average-hinge': averaged(hinged),
  'f-kl': divergence({ real: d => `-${d}`, fake: d => `e^{${d} - 1}` }),
  'f-reverse-kl': divergence({ real: d => `e^{-${d}}`, fake: d => `${d} - 1` }),
  'f-pearson': divergence({ real: d => `-${d}`, fake: d => `\\tfrac14 ${d}^2 + ${d}` }),
  'f-hellinger': divergence({ real: d => `e^{-${d}} - 1`, fake: d => `e^{${d}} - 1` }),
  'f-js': divergence({ real: d => `${softplus(`-${d}`)} - \\log 2`, fake: d => `${softplus(d)} - \\log 2` }),
  'f-gan': divergence({ real: d => softplus(`-${d}`), fake: softplus }),
};
