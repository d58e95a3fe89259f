import type { Lesson } from './step.ts';

/** A page of the course as the list knows it; its code is loaded when it is opened. */
export interface LessonEntry {
  readonly slug: string;
  readonly title: string;
  /** The question that the page answers. */
  readonly question: string;
  /** Its exercises by name, so that the list can tell what is solved before the page is loaded. */
  readonly exercises: readonly string[];
  readonly load: () => Promise<Lesson>;
}

/** The course in order: each page needs only those before it. */
export const lessons: readonly LessonEntry[] = [
  {
    slug: 'entropy',
    title: 'Entropy',
    question: 'How much is there to learn from a toss?',
    exercises: ['eighth', 'surest-coin', 'three-outcomes', 'fair-coin-nats'],
    load: async () => (await import('./entropy.tsx')).lesson,
  },
  {
    slug: 'cross-entropy',
    title: 'Cross-entropy',
    question: 'What does a wrong belief cost?',
    exercises: ['biased-belief', 'quarter-real'],
    load: async () => (await import('./cross-entropy.tsx')).lesson,
  },
  {
    slug: 'kl',
    title: 'Kullback-Leibler divergence',
    question: 'Why does the direction matter?',
    exercises: ['two-normals', 'impossible', 'reverse-fit'],
    load: async () => (await import('./kl.tsx')).lesson,
  },
  {
    slug: 'jensen-shannon',
    title: 'Jensen-Shannon divergence',
    question: 'How much does one sample tell of where it came from?',
    exercises: ['no-overlap', 'two-points'],
    load: async () => (await import('./jensen-shannon.tsx')).lesson,
  },
  {
    slug: 'inverse-transform',
    title: 'Inverse transform sampling',
    question: 'How does one random number become any other?',
    exercises: ['cdf', 'quantile'],
    load: async () => (await import('./inverse-transform.tsx')).lesson,
  },
  {
    slug: 'network',
    title: 'A network as a transform',
    question: 'How does noise become a picture: one pixel, two, n, 32×32?',
    exercises: ['crossing', 'middle', 'tiny-pictures', 'sheet'],
    load: async () => (await import('./network.tsx')).lesson,
  },
  {
    slug: 'players',
    title: 'The two players',
    question: 'Who wants what?',
    exercises: ['guessing', 'what-g-knows'],
    load: async () => (await import('./players.tsx')).lesson,
  },
  {
    slug: 'value',
    title: 'The value function',
    question: 'What do the players pay each other?',
    exercises: ['sure-d', 'saddle'],
    load: async () => (await import('./value.tsx')).lesson,
  },
  {
    slug: 'algorithm',
    title: 'Algorithm 1',
    question: 'What happens in one training step, number by number?',
    exercises: ['whose-weights', 'first-step'],
    load: async () => (await import('./algorithm.tsx')).lesson,
  },
  {
    slug: 'optimal-discriminator',
    title: 'The optimal discriminator',
    question: 'How well can D play?',
    exercises: ['three-to-one', 'equal-densities', 'flat-top'],
    load: async () => (await import('./optimal-discriminator.tsx')).lesson,
  },
  {
    slug: 'global-optimum',
    title: 'The global optimum',
    question: 'Why is the best generator the data?',
    exercises: ['apart', 'what-is-proved'],
    load: async () => (await import('./global-optimum.tsx')).lesson,
  },
  {
    slug: 'vanishing-gradient',
    title: 'Failure: the vanishing gradient',
    question: 'Why can a good discriminator be a bad teacher?',
    exercises: ['pull-at-minus-5', 'flat-loss'],
    load: async () => (await import('./vanishing-gradient.tsx')).lesson,
  },
  {
    slug: 'dirac',
    title: 'Failure: running in circles',
    question: 'Does descent reach the saddle?',
    exercises: ['conserved', 'enough-friction', 'growth', 'real-part'],
    load: async () => (await import('./dirac.tsx')).lesson,
  },
  {
    slug: 'mode-collapse',
    title: 'Failure: mode collapse',
    question: 'Why does a generator forget part of the data?',
    exercises: ['best-reply', 'two-groups'],
    load: async () => (await import('./mode-collapse.tsx')).lesson,
  },
  {
    slug: 'divergences',
    title: 'Other divergences',
    question: 'Is there a measure that says how far?',
    exercises: ['f-of-2', 'conjugate', 'no-overlap', 'two-heaps', 'why-bounded-slope'],
    load: async () => (await import('./divergences.tsx')).lesson,
  },
  {
    slug: 'cures',
    title: 'Cures: before and after',
    question: 'What makes the game converge, and at what cost?',
    exercises: ['friction', 'first-cure'],
    load: async () => (await import('./cures.tsx')).lesson,
  },
  {
    slug: 'cures-losses',
    title: 'Cures: another loss',
    question: 'What should a player be paid?',
    exercises: ['squares', 'even-pair', 'sixth'],
    load: async () => (await import('./cures-losses.tsx')).lesson,
  },
  {
    slug: 'cures-slopes',
    title: 'Cures: a smooth discriminator',
    question: 'How steep may D be?',
    exercises: ['why-bound', 'gp', 'stretch'],
    load: async () => (await import('./cures-slopes.tsx')).lesson,
  },
  {
    slug: 'cures-variety',
    title: 'Cures: noise, labels and variety',
    question: 'What should D see, and be told?',
    exercises: ['packs', 'smoothed'],
    load: async () => (await import('./cures-variety.tsx')).lesson,
  },
  {
    slug: 'cures-steps',
    title: 'Cures: how the players step',
    question: 'How does one walk to a saddle?',
    exercises: ['ahead', 'average'],
    load: async () => (await import('./cures-steps.tsx')).lesson,
  },
  {
    slug: 'cures-samples',
    title: 'Cures: after training',
    question: 'What is a trained D still good for?',
    exercises: ['kept', 'truncation'],
    load: async () => (await import('./cures-samples.tsx')).lesson,
  },
];
