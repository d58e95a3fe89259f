import type { Lesson } from './step.ts';

/** A page of the course as the list knows it; its code is loaded when it is opened. */
export interface LessonEntry {
  readonly slug: string;
  readonly title: string;
  /** The question that the page answers. */
  readonly question: string;
  readonly load: () => Promise<Lesson>;
}

/** The course in order: each page needs only those before it. */
export const lessons: readonly LessonEntry[] = [
  {
    slug: 'entropy',
    title: 'Entropy',
    question: 'How much is there to learn from a toss?',
    load: async () => (await import('./entropy.tsx')).lesson,
  },
  {
    slug: 'cross-entropy',
    title: 'Cross-entropy',
    question: 'What does a wrong belief cost?',
    load: async () => (await import('./cross-entropy.tsx')).lesson,
  },
  {
    slug: 'kl',
    title: 'Kullback-Leibler divergence',
    question: 'Why does the direction matter?',
    load: async () => (await import('./kl.tsx')).lesson,
  },
  {
    slug: 'jensen-shannon',
    title: 'Jensen-Shannon divergence',
    question: 'How much does one sample tell of where it came from?',
    load: async () => (await import('./jensen-shannon.tsx')).lesson,
  },
  {
    slug: 'inverse-transform',
    title: 'Inverse transform sampling',
    question: 'How does one random number become any other?',
    load: async () => (await import('./inverse-transform.tsx')).lesson,
  },
  {
    slug: 'network',
    title: 'A network as a transform',
    question: 'How does noise become a picture: one pixel, two, n, 32×32?',
    load: async () => (await import('./network.tsx')).lesson,
  },
  {
    slug: 'players',
    title: 'The two players',
    question: 'Who wants what?',
    load: async () => (await import('./players.tsx')).lesson,
  },
  {
    slug: 'value',
    title: 'The value function',
    question: 'What do the players pay each other?',
    load: async () => (await import('./value.tsx')).lesson,
  },
  {
    slug: 'algorithm',
    title: 'Algorithm 1',
    question: 'What happens in one training step, number by number?',
    load: async () => (await import('./algorithm.tsx')).lesson,
  },
  {
    slug: 'optimal-discriminator',
    title: 'The optimal discriminator',
    question: 'How well can D play?',
    load: async () => (await import('./optimal-discriminator.tsx')).lesson,
  },
  {
    slug: 'global-optimum',
    title: 'The global optimum',
    question: 'Why is the best generator the data?',
    load: async () => (await import('./global-optimum.tsx')).lesson,
  },
  {
    slug: 'vanishing-gradient',
    title: 'Failure: the vanishing gradient',
    question: 'Why can a good discriminator be a bad teacher?',
    load: async () => (await import('./vanishing-gradient.tsx')).lesson,
  },
  {
    slug: 'dirac',
    title: 'Failure: running in circles',
    question: 'Does descent reach the saddle?',
    load: async () => (await import('./dirac.tsx')).lesson,
  },
  {
    slug: 'mode-collapse',
    title: 'Failure: mode collapse',
    question: 'Why does a generator forget part of the data?',
    load: async () => (await import('./mode-collapse.tsx')).lesson,
  },
  {
    slug: 'cures',
    title: 'Cures',
    question: 'What makes the game converge, and at what cost?',
    load: async () => (await import('./cures.tsx')).lesson,
  },
];
