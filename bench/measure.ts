import type { Device } from '../src/engine/engine.ts';
import type { Contender, ContenderName, Variant } from './contenders.ts';
import type { RowName } from './rows.ts';
import { Session } from './session.ts';

/** One variant of one contender on one row. */
export interface Measurement {
  readonly row: RowName;
  readonly contender: ContenderName;
  readonly variant: string;
  readonly version: string;
  readonly parameters: number;
  /** Milliseconds per step, one entry per round. */
  readonly rounds: number[];
  readonly median: number;
  readonly lossD: number;
  readonly lossG: number;
}

/** A contender that could not run the row, and why. */
export interface Absence {
  readonly row: RowName;
  readonly contender: ContenderName;
  readonly reason: string;
  /** It should have run but failed. */
  readonly failed: boolean;
}

export interface RowResult {
  readonly measurements: Measurement[];
  readonly absences: Absence[];
}

export interface Plan {
  readonly rounds: number;
  /** Target length of one contender's turn in a round. */
  readonly roundMs: number;
  readonly digits: string;
  readonly device: Device;
}

interface Entry extends Pick<Measurement, 'contender' | 'version' | 'parameters'> {
  readonly variant: Variant;
  readonly session: Session;
  readonly count: number;
  readonly times: number[];
  lossD: number;
  lossG: number;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Steps per turn that fill `roundMs`: doubles until a turn takes a quarter of it, which is also the warm-up. */
async function calibrate(session: Session, roundMs: number): Promise<number> {
  for (let count = 1; ; count *= 2) {
    const { elapsedMs } = await session.steps(count);
    if (elapsedMs >= roundMs / 4) return Math.max(1, Math.round((count * roundMs) / elapsedMs));
  }
}

async function enter(row: RowName, name: ContenderName, contender: Contender, variant: Variant, plan: Plan) {
  const session = new Session(contender, variant);
  try {
    const reply = await session.setup({
      row,
      threads: variant.threads,
      digits: plan.digits,
      device: plan.device,
    });
    if ('cannot' in reply) {
      session.close();
      return { row, contender: name, reason: reply.cannot, failed: false } satisfies Absence;
    }
    const count = await calibrate(session, plan.roundMs);
    const entry: Entry = {
      ...reply,
      contender: name,
      variant,
      session,
      count,
      times: [],
      lossD: NaN,
      lossG: NaN,
    };
    return entry;
  } catch (error) {
    session.close();
    return { row, contender: name, reason: (error as Error).message, failed: true } satisfies Absence;
  }
}

async function turn(entry: Entry): Promise<void> {
  const { elapsedMs, lossD, lossG } = await entry.session.steps(entry.count);
  if (![lossD, lossG].every(Number.isFinite)) throw new Error('a loss is not finite');
  entry.times.push(elapsedMs / entry.count);
  Object.assign(entry, { lossD, lossG });
}

function requireSameNetworks(row: RowName, entries: readonly Entry[]): void {
  const different = entries.find(entry => entry.parameters !== entries[0].parameters);
  if (!different) return;
  const sizes = entries.map(entry => `${entry.contender} ${entry.parameters}`).join(', ');
  throw new Error(`bench ${row}: expected the same networks everywhere, got parameters ${sizes}`);
}

function toMeasurement(row: RowName, entry: Entry): Measurement {
  const { contender, version, parameters, times, lossD, lossG } = entry;
  const variant = entry.variant.label;
  return { row, contender, variant, version, parameters, rounds: times, median: median(times), lossD, lossG };
}

/** Rounds of turns, A B C A B C ...; an entry that fails leaves the contest. */
async function takeTurns(row: RowName, entries: Entry[], rounds: number): Promise<Absence[]> {
  const absences: Absence[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const entry of [...entries]) {
      try {
        await turn(entry);
      } catch (error) {
        entry.session.close();
        entries.splice(entries.indexOf(entry), 1);
        absences.push({ row, contender: entry.contender, reason: (error as Error).message, failed: true });
      }
    }
  }
  return absences;
}

/** Runs one row: all contenders alive at once, one working at a time. */
export async function measureRow(
  row: RowName,
  found: Map<ContenderName, Contender>,
  plan: Plan,
): Promise<RowResult> {
  const entries: Entry[] = [];
  const absences: Absence[] = [];
  try {
    for (const [name, contender] of found) {
      for (const variant of contender.variants) {
        const entered = await enter(row, name, contender, variant, plan);
        if ('session' in entered) entries.push(entered);
        else absences.push(entered);
      }
    }
    requireSameNetworks(row, entries);
    absences.push(...(await takeTurns(row, entries, plan.rounds)));
    return { measurements: entries.map(entry => toMeasurement(row, entry)), absences };
  } finally {
    for (const entry of entries) entry.session.close();
  }
}
