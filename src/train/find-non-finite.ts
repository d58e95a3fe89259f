import type { Engine } from '../engine/engine.ts';
import type { FeedValues } from '../gan/feeds.ts';
import type { Gan } from '../gan/gan.ts';
import type { Watched } from '../gan/player.ts';
import { abs } from '../graph/ops/elementwise.ts';
import { mean } from '../graph/ops/statistics.ts';
import { nameOf, type Program } from '../graph/program.ts';
import type { State } from './state.ts';

/** The first number that is not finite, and where it was computed. */
export interface NonFinite {
  readonly step: number;
  readonly phase: string;
  readonly what: string;
  readonly value: number;
}

/**
 * Repeats the steps from a good state to a failure with every loss, gradient, parameter and carried array as an output,
 * and returns the first that is not finite, in the order of computation.
 * @param from a good state, the step it belongs to, and the step whose outputs or state were not finite
 */
export async function findNonFinite(
  gan: Gan,
  engine: Engine,
  fill: (first: number, count: number) => Promise<FeedValues>,
  from: { readonly start: number; readonly state: State; readonly step: number },
): Promise<NonFinite> {
  const watched = watchedOf(gan);
  const executable = await engine.compile(watchedProgram(gan, watched));
  try {
    await executable.write(from.state);
    for (let step = from.start; step <= from.step; step++) {
      const outputs = await executable.run(1, await fill(step, 1));
      const index = watched.findIndex((_, i) => !Number.isFinite(outputs[`watch${i}`][0]));
      if (index < 0) continue;
      const { phase, what } = watched[index];
      return { step, phase, what, value: outputs[`watch${index}`][0] };
    }
  } finally {
    await executable.dispose();
  }
  return { step: from.step, phase: 'the step', what: 'losses', value: Number.NaN };
}

/** What the step itself names, and last all that it carries on: moments and averages may overflow alone. */
function watchedOf({ step }: Gan): Watched[] {
  const carried = step.program.state.map(({ value, next }) => ({
    phase: 'end of the step',
    what: nameOf(value),
    tensor: next,
  }));
  return [...step.watched, ...carried];
}

/** The step with the mean size of everything watched as outputs: NaN or ∞ where any element is. */
function watchedProgram({ step }: Gan, watched: readonly Watched[]): Program {
  const sizes = watched.map(({ tensor }, i) => [`watch${i}`, mean(abs(tensor))]);
  return { ...step.program, outputs: Object.fromEntries(sizes) };
}
