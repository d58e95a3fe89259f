/** A recipe that fails, and one change that cures it: the pairs that `test/learn/failures.test.ts` trains. */
export interface Trial {
  readonly recipe: string;
  readonly title: string;
  /** What goes wrong and why the change helps. */
  readonly words: string;
  /** The change on the command line. */
  readonly flags: string;
  readonly overrides: object;
  /** Longer than the recipe, where the cure takes its time. */
  readonly steps?: number;
}

export const trials: readonly Trial[] = [
  {
    recipe: 'fail-mode-dropping',
    title: 'Modes are dropped',
    words:
      'Eight modes on a ring. Alone, G forgets some of them. Cured: D compares each generated sample with a real one, and its slope is penalised on both.',
    flags: '--objective relativistic --penalty r1:1,r2:1',
    overrides: { objective: 'relativistic', penalties: ['r1:1', 'r2:1'] },
    steps: 4000,
  },
  {
    recipe: 'fail-oscillation',
    title: 'The game circles',
    words: 'Descent on both sides, and the losses swing with a steady period. Cured: R1 adds friction.',
    flags: '--penalty r1:1',
    overrides: { penalties: ['r1:1'] },
  },
  {
    recipe: 'fail-saturation',
    title: 'The gradient vanishes',
    words: 'G goes down log(1 − D), which is flat where D rejects. Cured: it goes down −log D instead.',
    flags: '--objective non-saturating',
    overrides: { objective: 'non-saturating' },
  },
  {
    recipe: 'fail-discriminator-wins',
    title: 'D wins',
    words: 'D is so much faster that it tells everything apart at once. Cured: a faster G.',
    flags: '--lr-g 0.002',
    overrides: { optimizer: { generator: { lr: 0.002 } } },
  },
  {
    recipe: 'fail-divergence',
    title: 'The numbers explode',
    words:
      'Two linear players on a loss without bound, moving at once: the spiral leads outwards without end. Cured: the extra-gradient step, which looks one step ahead.',
    flags: '--update extragradient',
    overrides: { update: 'extragradient' },
  },
];
