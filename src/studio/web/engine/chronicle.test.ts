import { describe, expect, it } from 'vitest';
import { openDataset } from '../../../data/registry.ts';
import { referenceEngine } from '../../../engine/reference.ts';
import type { RunFiles } from '../../../run/files.ts';
import { resolveConfig } from '../../../train/resolve.ts';
import { readArchive } from './archive.ts';
import { Chronicle, type ChronicleReport } from './chronicle.ts';
import { Curves } from './curves.ts';
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
  const reports: ChronicleReport[] = [];
  let moves = 0;
  const host = {
    configure: async (next: typeof given) => void (await session.adopt(next)),
    moved: () => void moves++,
    branched: () => {},
  };
  const chronicle = new Chronicle({ session, curves, host, report: report => reports.push(report) });
  await chronicle.note(0, false);
  const run = async (steps: number) => {
    for (let i = 0; i < steps; i += 2) {
      await session.run(2);
      curves.add(session.step, { lossD: session.step });
      await chronicle.note(0, false);
    }
  };
  return { session, curves, chronicle, run, reports, moves: () => moves };
}

const last = <T extends ChronicleReport['type']>(reports: readonly ChronicleReport[], type: T) =>
  reports.findLast(report => report.type === type) as Extract<ChronicleReport, { type: T }> | undefined;

describe('the chronicle of a run', () => {
  it('shows a moment of the past, and goes back to now as if nothing had been', async () => {
    const { session, chronicle, run, reports, moves } = await begin();
    await run(10);
    const now = await session.snapshot();
    expect(last(reports, 'moments')!.steps).toEqual([0, 2, 4, 6, 8, 10]);
    await chronicle.obey({ type: 'visit', step: 5 });
    expect(last(reports, 'visiting')).toEqual({ type: 'visiting', step: 4, now: 10 });
    expect(session.step).toBe(4);
    await chronicle.note(0, false);
    await chronicle.obey({ type: 'visit', step: 0 });
    expect(chronicle.visiting).toBe(true);
    await chronicle.leave();
    expect(await session.snapshot()).toEqual(now);
    expect(moves()).toBe(3);
    await chronicle.obey({ type: 'visit', step: 10 });
    expect(chronicle.visiting).toBe(false);
  });

  it('branches: unchanged, the same numbers come again, to the bit', async () => {
    const { session, curves, chronicle, run, reports } = await begin();
    await run(10);
    const { state } = await session.snapshot();
    await chronicle.obey({ type: 'visit', step: 4 });
    await chronicle.obey({ type: 'branch' });
    expect([...curves.data['step']]).toEqual([2, 4]);
    expect(last(reports, 'moments')!.steps).toEqual([0, 2, 4]);
    expect(session.step).toBe(4);
    await run(6);
    expect((await session.snapshot()).state).toEqual(state);
    expect(last(reports, 'moments')!.steps).toEqual([0, 2, 4, 6, 8, 10]);
  });

  it('takes the config of the moment, also that of another game', async () => {
    const { session, chronicle, run } = await begin();
    await run(4);
    const first = session.config;
    const hinge = config({ objective: { kind: 'hinge' }, emaHalfLife: 50 });
    await session.adopt(hinge);
    await run(4);
    const now = await session.snapshot();
    await chronicle.obey({ type: 'visit', step: 2 });
    expect(session.config).toBe(first);
    await chronicle.leave();
    expect(session.config).toBe(hinge);
    expect(await session.snapshot()).toEqual(now);
    await chronicle.obey({ type: 'visit', step: 2 });
    await chronicle.obey({ type: 'branch' });
    expect(session.config.objective).toEqual({ kind: 'non-saturating' });
    await session.adopt(hinge);
    await run(2);
    expect(session.step).toBe(4);
  });

  it('gives the run as files, from where it is', async () => {
    const { chronicle, run, reports } = await begin();
    await run(6);
    await chronicle.obey({ type: 'visit', step: 2 });
    await chronicle.obey({ type: 'archive' });
    const files: RunFiles = last(reports, 'archived')!.files;
    const { checkpoint, rows } = await readArchive(files);
    expect(checkpoint.step).toBe(6);
    expect(rows).toEqual([2, 4, 6].map(step => ({ step, images: 8 * step, lossD: step })));
  });
});
