import { describe, expect, it } from 'vitest';
import { openDataset } from '../../../../data/registry.ts';
import { referenceEngine as engine } from '../../../../engine/reference.ts';
import type { PartialConfig } from '../../../../train/config.ts';
import { resolveConfig } from '../../../../train/resolve.ts';
import { Inspector } from '../../engine/inspect.ts';
import { Observer } from '../../engine/observer.ts';
import { Session } from '../../engine/session.ts';
import { stagesOf, sumOf } from './stages.ts';
import { differencesOf, orderText, sentenceOf } from './words.ts';

async function traceOf(overrides: Partial<PartialConfig> = {}, steps = 0) {
  const small = { generator: { hidden: [3] }, discriminator: { hidden: [3] }, batch: 4 };
  const config = resolveConfig({ recipe: 'lab', overrides: { ...small, ...overrides } });
  const session = await Session.open(engine, config, await openDataset(config.data));
  if (steps > 0) await session.run(steps);
  const inspector = await Inspector.create(engine, session, await Observer.create(engine, session));
  return inspector.trace(await session.snapshot());
}

const kindsOf = async (overrides: Partial<PartialConfig>) =>
  stagesOf(await traceOf(overrides)).map(({ kind, part }) => (part ? `${kind} (${part})` : kind));

describe('the stages of a step', () => {
  it('are the six of Algorithm 1', async () => {
    const trace = await traceOf();
    const stages = stagesOf(trace);
    expect(stages.map(({ kind }) => kind)).toEqual(['data', 'noise', 'fakes', 'judge', 'ascend', 'descend']);
    expect(stages[4].before).toBe(trace.field);
    expect(stages[5].judging).toBe(stages[4].move.field);
    expect(
      stages.map(({ lossD, lossG }) => [lossD, lossG].filter(loss => loss !== undefined).length),
    ).toEqual([0, 0, 0, 1, 1, 2]);
  });

  it('are five for each of k ascents', async () => {
    const stages = await kindsOf({ k: 3 });
    expect(stages).toHaveLength(16);
    expect(stages.slice(4, 6)).toEqual(['ascend (ascent 1 of 3)', 'data (ascent 2 of 3)']);
    expect(stages.at(-1)).toBe('descend');
  });

  it('have a move for each half where the updates are separate', async () => {
    const stages = await kindsOf({ realFake: 'separate' });
    expect(stages.slice(3)).toEqual([
      'judge (real half)',
      'ascend (real half)',
      'ascend (generated half)',
      'descend',
    ]);
  });

  it('say what only looks ahead, and leave out what only G looks ahead to', async () => {
    const both = (part: string) =>
      ['data', 'noise', 'fakes', 'judge', 'ascend', 'descend'].map(kind => `${kind} (${part})`);
    expect(await kindsOf({ update: 'extragradient' })).toEqual([
      ...both('looking ahead'),
      ...both('the move itself'),
    ]);
    expect(await kindsOf({ unroll: 2 })).toHaveLength(6);
  });

  it('know which D judged', async () => {
    const both = await traceOf({ update: 'simultaneous' });
    expect(stagesOf(both).at(-1)!.judging).toBe(both.field);
    const ahead = await traceOf({ update: 'extragradient' });
    const fields = stagesOf(ahead).map(({ judging }) => (judging === ahead.field ? 'here' : 'ahead'));
    expect(fields).toEqual([...new Array(6).fill('here'), ...new Array(6).fill('ahead')]);
  });
});

describe('the numbers of a stage', () => {
  it('are those of the loss', async () => {
    const trace = await traceOf({ objective: { kind: 'relativistic' } });
    const [{ move }] = stagesOf(trace);
    expect(sumOf(move.terms)).toBeCloseTo(move.loss, 6);
  });
});

describe('the words of a stage', () => {
  it('say in which order the players move', async () => {
    const text = async (overrides: Partial<PartialConfig>) => orderText((await traceOf(overrides)).config);
    expect(await text({})).toBe('Algorithm 1: one ascent of D, then one descent of G.');
    expect(await text({ k: 2, realFake: 'separate' })).toContain('2 ascents of D, each on a fresh minibatch');
    expect(await text({ update: 'simultaneous' })).toContain('at once');
    expect(await text({ update: 'extragradient' })).toContain('look one step ahead');
  });

  it('say what acts beside the formulas, and nothing else', async () => {
    const plain = await traceOf();
    expect(differencesOf(plain)).toEqual([]);
    const trace = await traceOf({
      labelSmoothing: 0.9,
      instanceNoise: 0.2,
      pac: 2,
      topK: 0.5,
      unroll: 1,
    });
    expect(differencesOf(trace)).toHaveLength(5);
  });

  it('say that G waits and penalties rest where they do', async () => {
    const trace = await traceOf({ generatorEvery: 3, penalties: [{ kind: 'r1' }], penaltyEvery: 2 }, 1);
    const last = stagesOf(trace).at(-1)!;
    expect(sentenceOf(last, trace)).toBe('G waits in this step: it moves in every 3rd step only.');
    const rare = { ...trace, config: { ...trace.config, generatorEvery: 22 } };
    expect(sentenceOf(last, rare)).toContain('every 22nd step');
    expect(differencesOf(trace)).toEqual(['The penalties on D rest in this step: they act in every 2nd.']);
  });

  it('say the loss and the length of the gradient', async () => {
    const trace = await traceOf();
    const sentences = stagesOf(trace).map(stage => sentenceOf(stage, trace));
    expect(sentences[3]).toContain(`its loss, ${trace.moves[0].loss.toPrecision(3)}`);
    expect(sentences[5]).toContain(`G’s loss is ${trace.moves[1].loss.toPrecision(3)}`);
  });
});
