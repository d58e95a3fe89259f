import type { VNode } from 'preact';
import type { Setup } from '../../setup/model.ts';

/** Values of a config by path, as texts: `{ penalties: 'r1:1' }`. */
type Changes = Readonly<Record<string, string>>;

/** A game that fails, the same for all cures that are tried on it. */
interface Game {
  /** What goes wrong, in a few words. */
  readonly title: string;
  /** What is played, for a reader who has seen the pages before. */
  readonly words: string;
  readonly recipe: string;
  readonly changes: Changes;
}

/** The games that cures are tried on; each fails in its own way within seconds. */
export const games = {
  saturation: {
    title: 'The gradient vanishes',
    words:
      'Data N(20, 1), far from where G begins; D learns faster than G, and G goes down log(1 − D), which is flat where D rejects.',
    recipe: 'fail-saturation',
    changes: { steps: '3000' },
  },
  circles: {
    title: 'The game circles',
    words:
      'Data N(4, 0.5²), a G that can only shift and stretch its noise, a critic without a bound on its slope, and plain gradient descent on both sides.',
    recipe: 'fail-oscillation',
    changes: {
      'generator.hidden': 'none',
      'latent.dim': '1',
      'optimizer.discriminator.lr': '0.003',
      'optimizer.generator.lr': '0.003',
      steps: '2000',
    },
  },
  explosion: {
    title: 'The numbers explode',
    words:
      'Data N(1, 0.5²), two linear players on a loss without end that move at once: the spiral leads outwards.',
    recipe: 'fail-divergence',
    changes: {},
  },
  dropping: {
    title: 'Modes are dropped',
    words:
      'Eight groups on a ring, and a G that learns four times as fast as D, both with much momentum: all samples fall on a group or two, and wander on.',
    recipe: 'fail-mode-dropping',
    changes: {
      'data.sigma': '0.05',
      'optimizer.discriminator.lr': '0.001',
      'optimizer.generator.lr': '0.004',
      steps: '2000',
    },
  },
  wandering: {
    title: 'Modes are dropped',
    words:
      'Eight very narrow groups on a ring, a small G with much momentum: it wanders from group to group.',
    recipe: 'fail-mode-dropping',
    changes: { steps: '2000' },
  },
  slowG: {
    title: 'D wins',
    words: 'Data N(20, 1), and a G whose learning rate is two hundred times smaller than that of D.',
    recipe: 'fail-discriminator-wins',
    changes: { steps: '2000' },
  },
  fewData: {
    title: 'D knows the data by heart',
    words:
      'A round normal law in the plane, but only 32 samples of it to learn from (64 more are kept to check D).',
    recipe: 'fail-overfitting',
    changes: {
      'data.name': 'correlated',
      'data.rho': '0',
      'data.count': '96',
      'latent.dim': '2',
      steps: '1500',
    },
  },
  bridges: {
    title: 'Samples between the groups',
    words: 'The ring of eight groups, learned well enough; but G is continuous, and bridges its groups.',
    recipe: 'lab',
    changes: { steps: '4000' },
  },
} satisfies Readonly<Record<string, Game>>;

type GameName = keyof typeof games;

/** What a cure is tried on: the failing game, and what is changed in it; both are trained from the same seed. */
interface Trial {
  readonly game: GameName;
  readonly change: Changes;
  /** Changes on both sides, where the cure is a part of something else. */
  readonly both?: Changes;
}

/** A remedy: what it is against, what it does, and where it shows. */
export interface Cure {
  readonly title: string;
  /** The failure that it addresses. */
  readonly against: string;
  /** Typeset when it is shown. */
  readonly formula: () => VNode;
  /** What it does, in a sentence or two, every symbol of the formula named. */
  readonly words: string;
  readonly source: string;
  /** Its page below `docs/`. */
  readonly page: string;
  readonly trial: Trial;
  /**
   * `same`: it is no cure of this game, or costs less; before and after come to the same. `weak`: it helps here in some
   * seeds, or a little. Default: the game is cured.
   */
  readonly aim?: 'same' | 'weak';
}

/** The two setups of a trial: before and after. */
export function setupsOf({ game, change, both }: Trial): readonly [Setup, Setup] {
  const { recipe, changes } = games[game];
  const before = { ...changes, ...both };
  return [
    { recipe, changes: before },
    { recipe, changes: { ...before, ...change } },
  ];
}
