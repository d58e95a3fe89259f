import type { Config } from '../../../../train/config.ts';
import { display } from '../widgets/formula.tsx';
import type { Cure } from './cure.ts';

const tooSure = 'A D that is too sure, and flat where G needs its slope.';
const alone = 'D judges each sample by itself, so it cannot see that all of them are alike.';

type SettingCures<K extends keyof Config> = Readonly<Record<K, Cure>>;

/** What D sees, and what it is told. */
export const noiseCures = {
  instanceNoise: {
    title: 'instance noise',
    against: 'A D that separates perfectly, where the laws do not overlap.',
    formula: () =>
      display`x' = x + \sigma \varepsilon, \qquad G(z)' = G(z) + \sigma \varepsilon', \qquad \varepsilon, \varepsilon' \sim N(0, 1)`,
    words:
      'D sees data and samples through the same noise of deviation σ, so that the two laws overlap; σ falls to 0 over the run. Here it begins at 10, half of the distance.',
    source: 'Sønderby et al., arXiv 1610.04490',
    page: 'cures/instance-noise.md',
    trial: { game: 'saturation', change: { instanceNoise: '10:0' } },
  },
  labelSmoothing: {
    title: 'label smoothing',
    against: tooSure,
    formula: () =>
      display`L_D = -\E[\alpha \log D(x) + (1 - \alpha) \log(1 - D(x))] - \E \log(1 - D(G(z))), \qquad D^* = \frac{\alpha p}{p + q}`,
    words:
      'D is told that a real sample is real with probability α only, so it never says more than α. Nothing changes for generated samples: alone it does not end this failure, and mean D(x) shows what it does.',
    source: 'Salimans et al., arXiv 1606.03498, section 3.4',
    page: 'cures/label-smoothing.md',
    aim: 'same',
    trial: { game: 'saturation', change: { labelSmoothing: '0.9' } },
  },
  noisyLabels: {
    title: 'noisy labels',
    against: tooSure,
    formula: () => display`D^* = \frac{(1 - \pi) p + \pi q}{p + q}`,
    words:
      'With probability π a real and a generated sample change their labels. The best D stays between π and 1 − π, on both kinds, and keeps a slope.',
    source: 'Chintala et al., "How to train a GAN", 2016',
    page: 'cures/noisy-labels.md',
    trial: { game: 'saturation', change: { noisyLabels: '0.1' } },
  },
  realWeight: {
    title: 'sample weights',
    against: 'Data whose law is not the one that is wanted; GAN Lab smooths with it.',
    formula: () => display`L_D = -v\, \E \log D(x) - \E \log(1 - D(G(z))), \qquad D^* = \frac{v p}{v p + q}`,
    words:
      'Real samples count v times. It shifts what D says at the solution from ½ to v/(1 + v), and cures no failure.',
    source: 'GAN Lab, arXiv 1809.01587',
    page: 'cures/sample-weights.md',
    aim: 'same',
    trial: { game: 'dropping', change: { realWeight: '0.95' } },
  },
} satisfies SettingCures<'instanceNoise' | 'labelSmoothing' | 'noisyLabels' | 'realWeight'>;

/** What asks for variety. */
export const varietyCures = {
  ...({
    featureMatching: {
      title: 'feature matching',
      against: 'A G that chases the place where D is highest today.',
      formula: () => display`L_G = \big\Vert \E f(x) - \E f(G(z)) \big\Vert^2`,
      words:
        'G matches the mean of the features f, the last hidden layer of D, and not the answer of D. Means move slowly; but samples with the right mean need not be sharp.',
      source: 'arXiv 1606.03498, section 3.1',
      page: 'cures/feature-matching.md',
      trial: { game: 'circles', change: { featureMatching: '1' } },
    },
    pac: {
      title: 'packing',
      against: alone,
      formula: () => display`D(x_1, \dots, x_n), \qquad \text{all real, or all generated}`,
      words:
        'D judges packs of n samples. That groups are missing shows in a pack much more often than in one sample.',
      source: 'Lin et al., arXiv 1712.04086',
      page: 'cures/pacgan.md',
      trial: { game: 'dropping', change: { pac: '4' } },
    },
    unroll: {
      title: 'unrolling',
      against: 'G moves everything to where D is highest, and does not know that D will answer.',
      formula: () =>
        display`\psi_{k+1} = \psi_k - \eta \nabla_\psi L_D(\psi_k, \theta), \qquad \theta \leftarrow \theta - \eta \nabla_\theta L_G(\psi_K(\theta), \theta)`,
      words:
        'G (weights θ) goes down the loss that it would have after K more steps of D (weights ψ), and knows how these depend on it. Here K = 5.',
      source: 'Metz et al., arXiv 1611.02163',
      page: 'cures/unrolled.md',
      trial: { game: 'wandering', change: { unroll: '5' } },
    },
    topK: {
      title: 'top-k',
      against: 'Gradients of the worst samples, which point away from the nearest group.',
      formula: () => display`L_G = \frac1k \sum_{i \in \operatorname{top} k} \ell(D(G(z_i)))`,
      words: 'G learns only from the k samples of a minibatch that D likes best; here a quarter of them.',
      source: 'Sinha et al., arXiv 2002.06224',
      page: 'cures/top-k.md',
      trial: { game: 'dropping', change: { topK: '0.25' } },
    },
  } satisfies SettingCures<'featureMatching' | 'pac' | 'unroll' | 'topK'>),
  discrimination: {
    title: 'minibatch discrimination',
    against: alone,
    formula: () => display`o_b(x_i) = \frac{1}{m - 1} \sum_{j \ne i} e^{-\Vert M_{ib} - M_{jb} \Vert_1}`,
    words:
      'D is told for each sample how close the others of its minibatch are, by learned measures M. A heap of equal samples gives itself away. Its cost grows with the square of the minibatch.',
    source: 'arXiv 1606.03498, section 3.2',
    page: 'cures/minibatch-discrimination.md',
    trial: {
      game: 'dropping',
      change: {
        'discriminator.minibatch': 'discrimination:16,3',
      },
    },
  },
  stddev: {
    title: 'minibatch deviation',
    against: alone,
    formula: () => display`s = \text{mean over features of } \sqrt{\tfrac1n \sum_i (f(x_i) - \bar f)^2}`,
    words:
      'The same with one number: how much the features f of a group of samples, here 16, differ. Simple, and weaker.',
    source: 'Karras et al., arXiv 1710.10196',
    page: 'cures/minibatch-stddev.md',
    aim: 'weak',
    trial: {
      game: 'dropping',
      both: { 'optimizer.generator.lr': '0.003', steps: '3000' },
      change: { 'discriminator.minibatch': 'stddev:16' },
    },
  },
  virtual: {
    title: 'virtual batch normalisation',
    against: 'Batch normalisation in G, which lets the samples of a batch depend on each other.',
    formula: () => display`y = \gamma\, \frac{x - \mu_x}{\sigma_x} + \beta`,
    words:
      'Layers of G are normalised by the mean μ and deviation σ of a fixed batch of noise, with the one sample added to it. Here it also keeps this small G well scaled.',
    source: 'arXiv 1606.03498, section 3.5',
    page: 'cures/virtual-batch-norm.md',
    trial: {
      game: 'dropping',
      both: { 'optimizer.generator.lr': '0.003' },
      change: { 'generator.norm': 'virtual' },
    },
  },
} satisfies Readonly<Record<string, Cure>>;

/** How the players step. */
export const stepCures = {
  ...({
    k: {
      title: 'more steps of D',
      against: 'A D that is far from its best for the present G.',
      formula: () => display`k \text{ steps of } D \text{ for each step of } G`,
      words:
        'A critic measures a distance only when it is near its best. Here a WGAN-GP critic with 5 steps for each of G, against 1. With log(1 − D) it would do harm: the better D, the flatter.',
      source: 'arXiv 1406.2661, algorithm 1; WGAN takes 5',
      page: 'cures/n-critic.md',
      aim: 'weak',
      trial: {
        game: 'saturation',
        both: { objective: 'wasserstein', penalties: 'wgan-gp:1', k: '1' },
        change: { k: '5' },
      },
    },
    update: {
      title: 'extra-gradient',
      against: 'Circling: a straight step along a circle leads outwards.',
      formula: () => display`w_{t + 1/2} = w_t - \eta\, v(w_t), \qquad w_{t+1} = w_t - \eta\, v(w_{t + 1/2})`,
      words:
        'Both players take a step ahead, look at the gradients v there, and move by these from where they were. It costs two gradients for a step.',
      source: 'Gidel et al., arXiv 1802.10551',
      page: 'cures/extragradient.md',
      trial: { game: 'explosion', change: { update: 'extragradient' } },
    },
    consensus: {
      title: 'consensus optimisation',
      against: 'Circling: eigenvalues with large imaginary and small real parts.',
      formula: () => display`w \leftarrow w - \eta \big(v + \gamma \nabla \tfrac12 \Vert v \Vert^2\big)`,
      words:
        'Both players also go down the size of the joint gradient v, which is 0 at the solution: it pulls straight in.',
      source: 'Mescheder et al., arXiv 1705.10461',
      page: 'cures/consensus.md',
      trial: { game: 'circles', change: { update: 'simultaneous', consensus: '3' } },
    },
    lookaheadEvery: {
      title: 'lookahead',
      against: 'Circling, and the noise of minibatches.',
      formula: () =>
        display`w \leftarrow w_{\text{old}} + \alpha\, (w - w_{\text{old}}) \quad \text{every } n \text{ steps}`,
      words:
        'Every n steps both players go back to the point half-way (α = ½) to where they were n steps ago. Turning cancels, progress stays.',
      source: 'Chavdarova et al., arXiv 2006.14567',
      page: 'cures/lookahead.md',
      trial: { game: 'explosion', change: { lookaheadEvery: '5' } },
    },
    emaHalfLife: {
      title: 'average of the weights',
      against: 'The chance of the last step: players circle, their average does not.',
      formula: () => display`\bar\theta \leftarrow \bar\theta + (1 - \beta)(\theta - \bar\theta)`,
      words:
        'Samples are made with a moving average of the weights θ of G; training never sees it. The game circles as before, and the samples stand still.',
      source: 'Yazıcı et al., arXiv 1806.04498',
      page: 'cures/averaging.md',
      trial: { game: 'circles', change: { emaHalfLife: '32000' } },
    },
    penaltyEvery: {
      title: 'lazy penalties',
      against: 'The cost of penalties, not a failure.',
      formula: () => display`n \cdot \text{penalty in each } n\text{-th step, else } 0`,
      words:
        'R1 and R2 in every fourth step, four times as strong, against every step: the same result here, for less work. On sharp data it is known to fail (arXiv 2501.05441).',
      source: 'Karras et al., arXiv 1912.04958',
      page: 'cures/lazy-regularisation.md',
      aim: 'same',
      trial: { game: 'circles', both: { penalties: 'r1:1,r2:1' }, change: { penaltyEvery: '4' } },
    },
  } satisfies SettingCures<'k' | 'update' | 'consensus' | 'lookaheadEvery' | 'emaHalfLife' | 'penaltyEvery'>),
  ttur: {
    title: 'two time scales',
    against: 'A G that cannot follow D, or a D that cannot follow G.',
    formula: () => display`\eta_D \ne \eta_G`,
    words:
      'Each player has its own learning rate η. Usually D is the faster one, so that it is near its best for the present G; here G was far too slow, and is given the rate of D.',
    source: 'Heusel et al., arXiv 1706.08500',
    page: 'cures/ttur.md',
    trial: { game: 'slowG', change: { 'optimizer.generator.lr': '0.002' } },
  },
  momentum: {
    title: 'no momentum',
    against: 'Momentum carries both players past the solution.',
    formula: () => display`\beta_1 = 0`,
    words:
      'Adam without its mean of past gradients. In a game, where to go turns round; what was right a while ago is wrong now.',
    source: 'arXiv 1706.08500; arXiv 1801.04406',
    page: 'cures/ttur.md',
    trial: {
      game: 'dropping',
      change: { 'optimizer.discriminator.beta1': '0', 'optimizer.generator.beta1': '0' },
    },
  },
  optimistic: {
    title: 'optimistic Adam',
    against: 'Circling under Adam.',
    formula: () => display`w_t = w_{t-1} - 2\eta\, d_t + \eta\, d_{t-1}`,
    words:
      'The step d of Adam, counted twice, less the one before: it assumes that the direction goes on changing as it just did. Here both sides play by Adam without momentum, which circles at the length of its steps.',
    source: 'Daskalakis et al., arXiv 1711.00141',
    page: 'cures/optimistic-adam.md',
    trial: {
      game: 'explosion',
      both: {
        'optimizer.discriminator.kind': 'adam',
        'optimizer.generator.kind': 'adam',
        'optimizer.discriminator.lr': '0.05',
        'optimizer.generator.lr': '0.05',
        'optimizer.discriminator.beta1': '0',
        'optimizer.generator.beta1': '0',
      },
      change: {
        'optimizer.discriminator.kind': 'optimistic-adam',
        'optimizer.generator.kind': 'optimistic-adam',
      },
    },
  },
} satisfies Readonly<Record<string, Cure>>;
