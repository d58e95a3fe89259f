import { at, type Schedule } from '../../../../nn/schedule.ts';
import { overRun } from '../../../../train/build.ts';
import type { Config } from '../../../../train/config.ts';
import type { Trace } from '../../engine/inspect.ts';
import { digits } from '../../shell/chart.tsx';
import { lengthOf, type Stage } from './stages.ts';

/** What happens in a stage, in words with its numbers. */
export function sentenceOf(stage: Stage, trace: Trace): string {
  const { kind, move } = stage;
  const { config } = trace;
  const { batch, latent, update } = config;
  switch (kind) {
    case 'data':
      return `${batch} real samples are drawn from the data: the minibatch that D learns from now.`;
    case 'noise':
      return `${batch} noise vectors of ${latent.dim} ${latent.dim === 1 ? 'number' : 'numbers'} are drawn. They are all that G gets.`;
    case 'fakes':
      return 'G turns each noise vector into a sample. Its weights stay as they are.';
    case 'judge':
      return `D judges all ${2 * batch} samples without knowing which are which; what it got wrong adds up to its loss, ${digits(move.loss)}.`;
    case 'ascend':
      return `${ascent(config, stage)} The gradient has length ${digits(lengthOf(move, 'gradient'))}; D’s weights move by ${digits(lengthOf(move, 'change'))}.`;
    case 'descend':
      if (move.waits) return `G waits in this step: it moves in every ${everyText(trace)} step only.`;
      return `${fresh(config)} G’s loss is ${digits(move.loss)}; its gradient comes back through D with length ${digits(lengthOf(move, 'gradient'))} and moves G’s weights by ${digits(lengthOf(move, 'change'))}.${update === 'alternating' ? ' D stays as it is.' : ''}`;
  }
}

function ascent({ update }: Config, { move }: Stage): string {
  if (move.ahead) return 'D looks one step ahead; it will come back from there.';
  if (update === 'extragradient') return 'D moves from where it was, by the gradient found one step ahead.';
  if (update === 'simultaneous') return 'D takes a step up V, down its loss; G has not moved yet.';
  return 'D takes a step up V, that is down its loss.';
}

function fresh({ update }: Config): string {
  if (update === 'alternating')
    return 'G makes samples of new noise, and D, which has just moved, judges them.';
  if (update === 'simultaneous')
    return 'Both players move at once: G learns from the same noise, and from D as it was before its move.';
  return 'G learns from the same noise and the same D as D’s own loss.';
}

const everyText = ({ config: { generatorEvery, steps }, step }: Trace) =>
  ordinal(Math.round(at(overRun(generatorEvery, steps), step - 1)));
const ENDINGS: Partial<Record<Intl.LDMLPluralRule, string>> = { one: 'st', two: 'nd', few: 'rd' };
const ordinals = new Intl.PluralRules('en', { type: 'ordinal' });
const ordinal = (n: number) => `${n}${ENDINGS[ordinals.select(n)] ?? 'th'}`;

/** In what the step differs from the formulas shown, one sentence for each remedy that is on. */
export function differencesOf({ config, penaltiesRest, moves, step }: Trace): string[] {
  const { labelSmoothing, realWeight, noisyLabels, instanceNoise, pac, topK, featureMatching } = config;
  const now = (schedule: Schedule) => at(overRun(schedule, config.steps), step - 1);
  const penalised = moves.some(move => move.penalty !== undefined);
  const all: readonly (readonly [boolean, string])[] = [
    [labelSmoothing !== 1, `Labels are smoothed: real samples count as real by ${labelSmoothing} only.`],
    [realWeight !== 1, `The terms of real samples have the weight ${realWeight}.`],
    [noisyLabels > 0, `A share of ${noisyLabels} of the pairs have their labels swapped.`],
    [now(instanceNoise) > 0, `D sees all samples with noise of deviation ${digits(now(instanceNoise))}.`],
    [pac > 1, `D judges ${pac} samples together, so there are ${config.batch / pac} answers of each kind.`],
    [now(topK) < 1, `G learns from the share ${digits(now(topK))} of its samples that D likes best.`],
    [featureMatching > 0, `A share of ${featureMatching} of G’s loss is the distance of D’s mean features.`],
    [config.unroll > 0, `G’s gradient looks ${config.unroll} ascents of D ahead.`],
    [config.generatorMode === 'eval', 'For D’s loss G works as it does after training.'],
    [
      penalised && penaltiesRest,
      `The penalties on D rest in this step: they act in every ${ordinal(config.penaltyEvery)}.`,
    ],
    [config.consensus > 0, 'The penalty is the squared length of both players’ gradients.'],
    [config.lookaheadEvery > 0, `Every ${config.lookaheadEvery} steps both players go back part of the way.`],
  ];
  return all.filter(([on]) => on).map(([, text]) => text);
}

/** In which order the players move. */
export function orderText({ update, k, realFake }: Config): string {
  if (update === 'simultaneous') return 'Both players move at once, from one judgement of one minibatch.';
  if (update === 'extragradient')
    return 'Both players look one step ahead, then move from where they were by the gradients found there.';
  const ascents = k === 1 ? 'one ascent of D' : `${k} ascents of D, each on a fresh minibatch`;
  const apart = realFake === 'separate' ? '; D moves on the real half first, then on the generated one' : '';
  return `Algorithm 1: ${ascents}, then one descent of G${apart}.`;
}
