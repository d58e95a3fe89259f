/** A word of the field in plain words. */
export interface Term {
  /** As a title. */
  readonly title: string;
  /** What it means, in one or two short sentences. */
  readonly text: string;
  /** Slug of the lesson that explains it. */
  readonly lesson: string;
  /** Settings that it explains, by the path of the config. */
  readonly settings?: readonly string[];
}

/** Every term that pages explain, by its name. */
export const terms = {
  gan: {
    title: 'GAN, generative adversarial network',
    text: 'Two neural networks in a contest: a generator makes samples, a discriminator guesses which samples are real. Each improves because the other does.',
    lesson: 'players',
  },
  network: {
    title: 'Neural network',
    text: 'A function made of layers of simple units. Its weights are numbers that training changes, little by little.',
    lesson: 'network',
    settings: ['generator.hidden', 'discriminator.hidden'],
  },
  generator: {
    title: 'Generator, G',
    text: 'The network that makes samples: it turns noise z into a generated sample G(z). It never sees the real data.',
    lesson: 'players',
  },
  discriminator: {
    title: 'Discriminator, D',
    text: 'The network that judges: given a sample x, it answers D(x), the probability that x is real and not generated.',
    lesson: 'players',
  },
  critic: {
    title: 'Critic',
    text: 'A discriminator that answers with any number, not a probability: the higher, the more real. Wasserstein GANs have one.',
    lesson: 'cures-losses',
  },
  noise: {
    title: 'Noise, z',
    text: 'A few random numbers, drawn anew for each sample. They are all that the generator gets.',
    lesson: 'network',
    settings: ['latent.distribution'],
  },
  latent: {
    title: 'Latent space',
    text: 'The space of all possible noise z. Each point of it is a sample that the generator can make, and near points make similar samples.',
    lesson: 'network',
    settings: ['latent.dim'],
  },
  real: {
    title: 'Real sample, x',
    text: 'A sample of the data: what the generator learns to imitate.',
    lesson: 'players',
  },
  generated: {
    title: 'Generated sample, G(z)',
    text: 'A sample that the generator made of noise. It is also called fake.',
    lesson: 'players',
  },
  sample: {
    title: 'Sample',
    text: 'One point, one number or one picture.',
    lesson: 'inverse-transform',
  },
  distribution: {
    title: 'Distribution',
    text: 'Says how likely each sample is. The data have one, p; the generator’s samples have one, p_g; it learns to make them equal.',
    lesson: 'inverse-transform',
  },
  density: {
    title: 'Density',
    text: 'How closely samples lie around a place. Where it is high, samples are frequent.',
    lesson: 'inverse-transform',
  },
  boundary: {
    title: 'Decision boundary',
    text: 'The line where the discriminator answers ½: it cannot tell real from generated there.',
    lesson: 'optimal-discriminator',
  },
  'best-discriminator': {
    title: 'Optimal discriminator, D*',
    text: 'The best possible answer to the generator as it is now: D*(x) = p(x) / (p(x) + p_g(x)). It is ½ everywhere once the generator is perfect.',
    lesson: 'optimal-discriminator',
  },
  loss: {
    title: 'Loss',
    text: 'The number that a player makes as small as it can. The discriminator has L_D, the generator L_G; in a contest they do not both fall.',
    lesson: 'value',
  },
  objective: {
    title: 'Objective',
    text: 'The rule of the contest: which loss each player has.',
    lesson: 'cures-losses',
    settings: ['objective'],
  },
  value: {
    title: 'Value function, V(D, G)',
    text: 'The score of the contest: D raises it, G lowers it. It is −log 4 ≈ −1.39 when G is perfect and D as good as can be.',
    lesson: 'value',
  },
  saddle: {
    title: 'Saddle point',
    text: 'Where neither player can gain by moving alone: highest for D, lowest for G, like the middle of a saddle.',
    lesson: 'dirac',
  },
  logit: {
    title: 'Logit',
    text: 'The number that the discriminator computes before it becomes a probability: 0 is ½, above 0 is more likely real.',
    lesson: 'optimal-discriminator',
  },
  gradient: {
    title: 'Gradient',
    text: 'The direction in which a number grows fastest, and how fast. Training moves each weight a little against the gradient of the loss.',
    lesson: 'algorithm',
  },
  'learning-rate': {
    title: 'Learning rate',
    text: 'How far the weights move in each step. Too small is slow, too large never settles.',
    lesson: 'algorithm',
    settings: ['optimizer.discriminator.lr', 'optimizer.generator.lr'],
  },
  optimizer: {
    title: 'Optimiser',
    text: 'The rule that turns gradients into changes of the weights, such as SGD or Adam.',
    lesson: 'cures-steps',
    settings: ['optimizer.discriminator.kind', 'optimizer.generator.kind'],
  },
  step: {
    title: 'Step',
    text: 'One round of training: the discriminator learns from a batch, then the generator does. Also called an iteration.',
    lesson: 'algorithm',
  },
  epoch: {
    title: 'Epoch',
    text: 'As many steps as it takes to see every real sample once.',
    lesson: 'algorithm',
  },
  batch: {
    title: 'Batch',
    text: 'The samples of one step. Large batches give steadier gradients and take longer.',
    lesson: 'algorithm',
    settings: ['batch'],
  },
  k: {
    title: 'k',
    text: 'How often the discriminator learns before the generator does once.',
    lesson: 'algorithm',
    settings: ['k'],
  },
  layer: {
    title: 'Layer',
    text: 'A row of units of a network. Each unit adds up what the row before it says, weighted, and bends the sum.',
    lesson: 'network',
  },
  activation: {
    title: 'Activation',
    text: 'The bend that each unit applies to its sum, such as ReLU: without it a network could only draw straight lines.',
    lesson: 'network',
    settings: ['generator.activation', 'discriminator.activation'],
  },
  seed: {
    title: 'Seed',
    text: 'The number that all random numbers follow from: the same seed repeats the same run.',
    lesson: 'inverse-transform',
    settings: ['seed'],
  },
  mode: {
    title: 'Mode',
    text: 'A group that samples gather in, such as one of eight clusters, or one kind of picture.',
    lesson: 'mode-collapse',
  },
  'mode-collapse': {
    title: 'Mode collapse',
    text: 'The generator makes only a part of the data: it leaves out modes.',
    lesson: 'mode-collapse',
  },
  'vanishing-gradient': {
    title: 'Vanishing gradient',
    text: 'The discriminator is so sure that the generator no longer learns from it which way to go.',
    lesson: 'vanishing-gradient',
  },
  divergence: {
    title: 'Divergence',
    text: 'A number that says how different two distributions are; 0 if they are equal.',
    lesson: 'divergences',
  },
  js: {
    title: 'Jensen-Shannon divergence, JS',
    text: 'How well the best judge could tell two distributions apart: 0 if they are equal, log 2 ≈ 0.69 nats if they never overlap.',
    lesson: 'jensen-shannon',
  },
  kl: {
    title: 'Kullback-Leibler divergence, KL',
    text: 'What it costs to believe one distribution while another is true. Its direction matters.',
    lesson: 'kl',
  },
  wasserstein: {
    title: 'Wasserstein distance, W',
    text: 'How far one heap of samples must be moved, on average, to become the other.',
    lesson: 'divergences',
  },
  nats: {
    title: 'Nats',
    text: 'The unit of information with natural logarithms: 1 nat is 1.44 bits.',
    lesson: 'entropy',
  },
  entropy: {
    title: 'Entropy',
    text: 'How much one learns, on average, from seeing an outcome.',
    lesson: 'entropy',
  },
  penalty: {
    title: 'Penalty',
    text: 'A term that is added to a loss to keep a network tame, for example to keep the discriminator from being too steep.',
    lesson: 'cures-slopes',
  },
} as const satisfies Readonly<Record<string, Term>>;

export type TermName = keyof typeof terms;

/** The term that explains a setting, if one does. */
export function termOf(path: string): TermName | undefined {
  const found = (Object.entries(terms) as [TermName, Term][]).find(([, { settings }]) =>
    settings?.includes(path),
  );
  return found?.[0];
}
