import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resolveConfig } from '../train/resolve.ts';
import { claimFolder, findRow, isDone, readRows, readSeed, writeSeed } from './folder.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'saddle-bench-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const config = (overrides: Record<string, unknown> = {}) => resolveConfig({ recipe: 'ring', overrides });

describe('a folder of results', () => {
  it('finds a row again by what it measures, whatever seed, threads and label', () => {
    claimFolder(folder, 'modes ring');
    const first = findRow(folder, { label: 'plain', config: config({ threads: 1 }) });
    const again = findRow(folder, { label: 'renamed', config: config({ threads: 2, seed: 7 }) });
    expect(again.folder).toBe(first.folder);
    const other = findRow(folder, { label: 'pac', config: config({ pac: 4 }) });
    expect(other.folder).not.toBe(first.folder);
    expect(readRows(folder).map(row => row.label)).toEqual(['renamed', 'pac']);
    expect(() => findRow(folder, { label: 'pac', config: config({ pac: 2 }) })).toThrow(
      'another configuration',
    );
  });

  it('keeps results, infinite ones included', () => {
    claimFolder(folder, 'modes ring');
    const row = findRow(folder, { label: 'plain', config: config() });
    expect(isDone(readSeed(row, 3))).toBe(false);
    writeSeed(row, { seed: 3, seconds: 2, step: 9, values: { reverseKl: Number.POSITIVE_INFINITY } });
    expect(readSeed(row, 3).values).toEqual({ reverseKl: Number.POSITIVE_INFINITY });
    expect(readRows(folder)[0].results.map(isDone)).toEqual([true]);
  });

  it('refuses folders of something else', () => {
    claimFolder(folder, 'modes ring');
    expect(() => claimFolder(folder, 'modes grid')).toThrow("holds the benchmark 'modes ring'");
    const other = join(folder, 'other');
    claimFolder(other, 'dirac');
    rmSync(join(other, 'bench.json'));
    writeFileSync(join(other, 'notes.txt'), 'mine');
    expect(() => claimFolder(other, 'dirac')).toThrow('other files');
  });
});
