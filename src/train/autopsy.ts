import type { Engine } from '../engine/engine.ts';
import { abs } from '../graph/ops/elementwise.ts';
import { mean } from '../graph/ops/reduce.ts';
import type { Program } from '../graph/program.ts';
import type { Gan } from './build.ts';
import type { State } from './state.ts';

/** Where a number first stopped being finite. */
export interface Origin {
  readonly step: number;
  readonly phase: string;
  readonly what: string;
  readonly value: number;
}

/** Steps before the one whose loss is not finite in which the cause is looked for. */
const LOOK_BACK = 20;

/**
 * Runs the steps before a failure again, with every loss, gradient and parameter watched, and returns the
 * first that is not finite, in the order of computation.
 * @param from a good state, the step it belongs to, and the step whose outputs were not finite
 */
export async function findNonFinite(
  gan: Gan,
  engine: Engine,
  fill: (first: number, count: number) => Record<string, Float32Array>,
  from: { readonly start: number; readonly state: State; readonly step: number },
): Promise<Origin> {
  const executable = await engine.compile(watchedProgram(gan));
  try {
    await executable.write(from.state);
    for (let step = from.start; step <= from.step; step++) {
      const outputs = await executable.run(1, fill(step, 1));
      if (step < from.step - LOOK_BACK && Object.values(outputs).every(v => Number.isFinite(v[0]))) continue;
      const index = gan.step.watched.findIndex((_, i) => !Number.isFinite(outputs[`watch${i}`][0]));
      if (index < 0) continue;
      const { phase, what } = gan.step.watched[index];
      return { step, phase, what, value: outputs[`watch${index}`][0] };
    }
  } finally {
    await executable.dispose();
  }
  return { step: from.step, phase: 'the step', what: 'losses', value: Number.NaN };
}

/** The step with the mean size of everything watched as outputs: NaN or ∞ where any element is. */
function watchedProgram({ step }: Gan): Program {
  const sizes = step.watched.map(({ tensor }, i) => [`watch${i}`, mean(abs(tensor))]);
  return { ...step.program, outputs: Object.fromEntries(sizes) };
}
