import { total } from '../losses.ts';
import type { StepWriter } from '../writer.ts';
import { bothLosses } from './simultaneous.ts';

/** Looks a step of both players ahead, then moves by the gradients found there. @see arXiv 1802.10551, algorithm 4 */
export function extragradient(step: StepWriter): void {
  const { D, G } = step;
  const here = bothLosses(step, D, G, '1');
  const ahead = { D: D.fork('ahead'), G: G.fork('ahead') };
  step.descendD(ahead.D, here.lossD, 'extrapolation of D');
  const update = ahead.G.descend({ loss: total(here.lossG), phase: 'extrapolation of G' });
  step.remember('generator', here.lossG, update);
  const there = bothLosses(step, ahead.D, ahead.G, '2');
  step.report(there.lossD);
  D.adopt(ahead.D);
  G.adopt(ahead.G);
  step.descendD(D, there.lossD, 'update of D', { from: ahead.D });
  step.descendG(G, there.lossG, 'update of G', { from: ahead.G });
}
