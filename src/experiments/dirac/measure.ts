import type { Engine } from '../../engine/engine.ts';
import {
  type Complex,
  type DynamicalSystem,
  dynamicalSystem,
  eigenvalues2,
  type State,
} from '../../theory/dynamics/dirac.ts';
import { type DiracMethod, methods, type Order, RATE, START, STEPS } from './methods.ts';
import { simulate } from './simulate.ts';
import { trainDirac } from './train.ts';

/** A path of the real step, and where theory has it end. */
export interface DiracPath {
  readonly order: Order;
  readonly states: readonly State[];
  /** Distance from the equilibrium after the last step; of the average of G alone where that is kept. */
  readonly measured: number;
  readonly theory: number;
}

export interface DiracResult {
  readonly method: DiracMethod;
  /** Of the motion at (0, 0), by theory; undefined where it is not smooth, or not a gradient step. */
  readonly eigenvalues?: readonly [Complex, Complex];
  readonly paths: readonly DiracPath[];
  /** The same as `measured` of the alternating path, with G first as in the published table. */
  readonly generatorFirst?: number;
}

/** Plays all methods: 5000 steps from (1, 1) with h = 0.1. */
export async function measureDirac(
  engine: Engine,
  onResult?: (result: DiracResult) => void,
): Promise<DiracResult[]> {
  const results: DiracResult[] = [];
  for (const method of methods) {
    const result = await measureMethod(engine, method);
    onResult?.(result);
    results.push(result);
  }
  return results;
}

/** @param engine `referenceEngine` or one of `nodeEngine` */
export async function measureMethod(engine: Engine, method: DiracMethod): Promise<DiracResult> {
  const { options: given, game } = method.theory;
  const system = dynamicalSystem(game, given);
  const paths: DiracPath[] = [];
  for (const order of method.orders ?? (['simultaneous', 'alternating'] as const)) {
    paths.push(await measurePath(engine, method, system, order));
  }
  const generatorFirst = method.published && (await playGeneratorFirst(engine, method, system));
  return { method, eigenvalues: eigenvaluesOf(method, system), paths, generatorFirst };
}

async function measurePath(
  engine: Engine,
  { options, theory: { rule } }: DiracMethod,
  system: DynamicalSystem,
  order: Order,
): Promise<DiracPath> {
  const run = { start: START, steps: STEPS, rate: RATE };
  const states = await trainDirac(engine, { update: order, ...options }, run);
  const simulated = simulate(system, { ...run, order, rule });
  const distance = ([theta, psi]: State) =>
    rule?.kind === 'average' ? Math.abs(theta) : Math.hypot(theta, psi);
  return { order, states, measured: distance(states[STEPS]), theory: distance(simulated[STEPS]) };
}

/**
 * The step has D first, as Algorithm 1; the published table has G first. That is the same sequence of moves from where
 * G's first move ends, read between D's move and G's.
 */
async function playGeneratorFirst(
  engine: Engine,
  { options }: DiracMethod,
  system: DynamicalSystem,
): Promise<number> {
  const [theta, psi] = START;
  const start: State = [theta + RATE * system.field(START)[0], psi];
  const states = await trainDirac(
    engine,
    { update: 'alternating', ...options },
    { start, steps: STEPS, rate: RATE },
  );
  return Math.hypot(states[STEPS - 1][0], states[STEPS][1]);
}

/** Looking ahead by a step turns λ into λ + hλ², to first order for the optimistic rule. */
function eigenvaluesOf(
  { theory: { rule } }: DiracMethod,
  { eigenvalues }: DynamicalSystem,
): readonly [Complex, Complex] | undefined {
  if (!eigenvalues || rule === undefined || rule.kind === 'clipped') return eigenvalues;
  if (rule.kind !== 'extragradient' && rule.kind !== 'optimistic') return undefined;
  const [{ re, im }] = eigenvalues;
  const real = re + RATE * (re * re - im * im);
  const imaginary = im + 2 * RATE * re * im;
  return eigenvalues2(2 * real, real * real + imaginary * imaginary);
}
