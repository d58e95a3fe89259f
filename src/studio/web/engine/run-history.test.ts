import { describe, expect, it } from 'vitest';
import { openDataset } from '../../../data/registry.ts';
import { referenceEngine } from '../../../engine/reference.ts';
import type { RunFiles } from '../../../run/files.ts';
import { resolveConfig } from '../../../train/resolve.ts';
import { readArchive } from './archive.ts';
import { Curves } from './curves.ts';
import { type HistoryReport, RunHistory } from './run-history.ts';
import { Session } from './session.ts';

const config = (overrides = {}) =>
  resolveConfig({
    recipe: 'lab',
    overrides: { generator: { hidden: [4] }, discriminator: { hidden: [4] }, batch: 8, ...overrides },
  });

/** A run with notes at every second step. */
async function begin() {
  const given = config();
  const session = await Session.open(referenceEngine, given, await openDataset(given.data));
  const curves = new Curves();
  const reports: HistoryReport[] = [];
  let moves = 0;
  const host = {
    configure: async (next: typeof given) => void (await session.adopt(next)),
    moved: () => void moves++,
    branched: () => {},
  };
  const history = new RunHistory({ session, curves, host, report: report => reports.push(report) });
  await history.note(0, false);
  const run = async (steps: number) => {
    for (let i = 0; i < steps; i += 2) {
      await session.run(2);
      curves.add(session.step, { lossD: session.step });
      await history.note(0, false);
    }
  };
  return { session, curves, history, run, reports, moves: () => moves };
}

const last = <T extends HistoryReport['type']>(reports: readonly HistoryReport[], type: T) =>
  reports.findLast(report => report.type === type) as Extract<HistoryReport, { type: T }> | undefined;

describe('the history of a run', () => {
  it('shows a moment of the past, and goes back to now as if nothing had been', async () => {
    const { session, history, run, reports, moves } = await begin();
    await run(10);
    const now = await session.snapshot();
    expect(last(reports, 'moments')!.steps).toEqual([0, 2, 4, 6, 8, 10]);
    await history.obey({ type: 'visit', step: 5 });
    expect(last(reports, 'visiting')).toEqual({ type: 'visiting', step: 4, now: 10 });
    expect(session.step).toBe(4);
    await history.note(0, false);
    await history.obey({ type: 'visit', step: 0 });
    expect(history.visiting).toBe(true);
    await history.leave();
    expect(await session.snapshot()).toEqual(now);
    expect(moves()).toBe(3);
    await history.obey({ type: 'visit', step: 10 });
    expect(history.visiting).toBe(false);
  });

  it('branches: unchanged, the same numbers come again, to the bit', async () => {
    const { session, curves, history, run, reports } = await begin();
    await run(10);
    const { state } = await session.snapshot();
    await history.obey({ type: 'visit', step: 4 });
    await history.obey({ type: 'branch' });
    expect([...curves.data['step']]).toEqual([2, 4]);
    expect(last(reports, 'moments')!.steps).toEqual([0, 2, 4]);
    expect(session.step).toBe(4);
    await run(6);
    expect((await session.snapshot()).state).toEqual(state);
    expect(last(reports, 'moments')!.steps).toEqual([0, 2, 4, 6, 8, 10]);
  });

  it('takes the config of the moment, also that of another game', async () => {
    const { session, history, run } = await begin();
    await run(4);
    const first = session.config;
    const hinge = config({ objective: { kind: 'hinge' }, emaHalfLife: 50 });
    await session.adopt(hinge);
    await run(4);
    const now = await session.snapshot();
    await history.obey({ type: 'visit', step: 2 });
    expect(session.config).toBe(first);
    await history.leave();
    expect(session.config).toBe(hinge);
    expect(await session.snapshot()).toEqual(now);
    await history.obey({ type: 'visit', step: 2 });
    await history.obey({ type: 'branch' });
    expect(session.config.objective).toEqual({ kind: 'non-saturating' });
    await session.adopt(hinge);
    await run(2);
    expect(session.step).toBe(4);
  });

  it('gives the run as files, from where it is', async () => {
    const { history, run, reports } = await begin();
    await run(6);
    await history.obey({ type: 'visit', step: 2 });
    await history.obey({ type: 'archive' });
    const files: RunFiles = last(reports, 'archived')!.files;
    const { checkpoint, rows } = await readArchive(files);
    expect(checkpoint.step).toBe(6);
    expect(rows).toEqual([2, 4, 6].map(step => ({ step, images: 8 * step, lossD: step })));
  });
});
