import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { StatsRow } from '../../run/store.ts';
import { Random } from '../../util/random.ts';
import type { RowsMessage } from '../protocol.ts';
import { Log, type LogTail } from './log.ts';

const folder = mkdtempSync(join(tmpdir(), 'saddle-log-'));
const path = join(folder, 'stats.jsonl');
beforeEach(() => writeFileSync(path, ''));
afterAll(() => rmSync(folder, { recursive: true }));

/** What a page does with a message. */
function apply(rows: StatsRow[], message: RowsMessage | undefined): StatsRow[] {
  return message ? [...rows.slice(0, message.keep), ...message.rows] : rows;
}

const whole = () =>
  readFileSync(path, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map(line => JSON.parse(line));

const read = async (tail: LogTail): Promise<RowsMessage | undefined> => {
  const told = await tail.read();
  return told && (JSON.parse(Buffer.concat(told.pieces).toString()) as RowsMessage);
};

const line = (step: number, lossD = 1) => `${JSON.stringify({ step, lossD })}\n`;

describe('the tail of a log', () => {
  it('tells what is there, then what comes, and nothing twice', async () => {
    appendFileSync(path, line(1) + line(2));
    const tail = new Log(path).tail();
    expect((await read(tail))?.rows.map(row => row['step'])).toEqual([1, 2]);
    expect(await read(tail)).toBeUndefined();
    appendFileSync(path, line(3).slice(0, 5));
    expect(await read(tail)).toBeUndefined();
    appendFileSync(path, line(3).slice(5));
    expect((await read(tail))?.rows).toEqual([{ step: 3, lossD: 1 }]);
  });

  it('says how many rows stay when the file was cut, and only when it was', async () => {
    appendFileSync(path, line(1) + line(2) + line(3));
    const tail = new Log(path).tail();
    await read(tail);
    truncateSync(path, line(1).length);
    appendFileSync(path, line(2, 7));
    expect(await read(tail)).toMatchObject({ keep: 1, rows: [{ step: 2, lossD: 7 }] });
    truncateSync(path, line(1).length);
    appendFileSync(path, line(2, 7) + line(3)); // cut and written again as it was: nothing to take back
    expect(await read(tail)).toMatchObject({ rows: [{ step: 3 }] });
    rmSync(path);
    expect(await read(tail)).toMatchObject({ keep: 0, rows: [] });
  });

  it.each(['', 'x', '3-', '-1-0', '99-0', '1-ffffffff', '1e1-0', '3-0\n'])(
    'starts over for the id %j',
    async id => {
      appendFileSync(path, line(1) + line(2));
      const message = await read(new Log(path).tail(id));
      expect(message?.rows).toHaveLength(2);
      expect(message?.keep ?? 0).toBe(0);
    },
  );

  it('keeps the place of a line that is no JSON', async () => {
    appendFileSync(path, `${line(1)}{"step":2,\n[3]\n${line(4)}`);
    expect((await read(new Log(path).tail()))?.rows.map(row => row['step'])).toEqual([
      1,
      undefined,
      undefined,
      4,
    ]);
  });

  it('gives a long log in parts', async () => {
    writeFileSync(path, Array.from({ length: 10_000 }, (_, i) => line(i)).join(''));
    const tail = new Log(path).tail();
    let rows: StatsRow[] = [];
    for (let m = await read(tail); m; m = await read(tail)) rows = apply(rows, m);
    expect(rows).toEqual(whole());
  });

  it('gives each row once over 1500 random cuts of the connection and of the file', async () => {
    const random = new Random(5, 'cuts');
    let tail = new Log(path).tail();
    let [rows, id, step, torn]: [StatsRow[], string, number, number] = [[], '', 0, 0];
    const ends: number[] = [];
    const grow = () => {
      const text = line(step++, Math.round(random.uniform() * 3)); // sometimes the same again
      appendFileSync(path, text);
      ends.push((ends.at(-1) ?? 0) + text.length);
    };
    for (let cut = 0; cut < 1500; cut++) {
      const kind = random.uniform();
      if (torn) truncateSync(path, ends.at(-1) ?? 0); // a process that goes on cuts what the last one left
      torn = 0;
      if (kind < 0.3 && ends.length > 0) {
        ends.length = Math.floor(random.uniform() * ends.length);
        step = ends.length;
        truncateSync(path, ends.at(-1) ?? 0);
      }
      for (let i = Math.floor(random.uniform() * 4); i > 0; i--) grow();
      if (random.uniform() < 0.2) appendFileSync(path, line(step).slice(0, (torn = 4)));
      if (random.uniform() < 0.5) tail = new Log(path).tail(id); // the connection was lost, or the server
      const message = await read(tail);
      rows = apply(rows, message);
      id = message?.id ?? id;
      const text = readFileSync(path, 'utf8').slice(0, ends.at(-1) ?? 0);
      const there = text
        .split('\n')
        .slice(0, -1)
        .map(l => JSON.parse(l));
      if (JSON.stringify(rows) !== JSON.stringify(there)) expect(rows, `cut ${cut}`).toEqual(there);
    }
    expect(step).toBeGreaterThan(5);
  });
});
