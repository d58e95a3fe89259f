import {
  type DynamicalSystem,
  type DynamicsName,
  type DynamicsOptions,
  dynamicalSystem,
  type State,
  softplus,
} from '../../../theory/index.ts';

/**
 * A game of `theory/dynamics` with the sign of the whole course, D(x) = σ(ψx) the probability that x is real:
 * Mescheder et al., whom the theory follows, count ψ the other way.
 */
export function playedGame(name: DynamicsName, options?: DynamicsOptions): DynamicalSystem {
  const system = dynamicalSystem(name, options);
  const field = ([theta, psi]: State): [number, number] => {
    const [dTheta, dPsi] = system.field([theta, -psi]);
    return [dTheta, -dPsi];
  };
  return { ...system, field };
}

/** V(θ, ψ) = log σ(0) + log(1 − σ(ψθ)) of the same game: D ascends it along ψ, G descends it along θ. */
export const diracValue = (theta: number, psi: number): number => -Math.LN2 - softplus(psi * theta);

/** The games of `theory/dynamics` in words. */
export const games = {
  gan: { title: 'GAN', words: 'The original game: a pure rotation.' },
  'non-saturating': {
    title: 'GAN, −log D for the generator',
    words:
      'The flow creeps in, its distance like √(8/t); steps of size h end on a circle of radius about √(2h).',
  },
  wgan: {
    title: 'WGAN without a bound',
    words: 'A straight f: the bilinear game −θψ, a rotation everywhere.',
  },
  'wgan-gp': {
    title: 'WGAN-GP',
    words: 'The penalty asks for slope 1, so ψ cannot rest at 0: steps circle around the solution.',
  },
  'instance-noise': {
    title: 'GAN with instance noise',
    words: 'Noise on data and samples gives the laws an overlap; the real parts become negative.',
  },
  'zero-centred': {
    title: 'GAN with R1 (zero-centred penalty)',
    words: 'The penalty (γ/2)ψ² is friction on ψ: it damps the turning and leaves the solution where it is.',
  },
  consensus: {
    title: 'Consensus optimisation',
    words: 'Both players also shrink the size of the field itself, which pulls straight in.',
  },
} satisfies Readonly<Record<DynamicsName, { title: string; words: string }>>;

export type Played = keyof typeof games;
