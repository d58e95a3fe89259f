import { isObject } from '../util/object.ts';
import { replaceFile } from './atomic.ts';
import { errorCode, type Files } from './files.ts';
import { isMetricFile } from './layout.ts';
import type { StatsRow } from './store.ts';

/**
 * The files `metric-<name>.jsonl` of a run. Evaluations that are made beside the training add to them as well, so checkpoints do
 * not prove their lines.
 */
export class FigureFiles {
  private readonly files: Files;
  private readonly folder: string;

  constructor(files: Files, folder: string) {
    this.files = files;
    this.folder = folder;
  }

  /** File by file, the newest rows of each last. */
  async rows(): Promise<StatsRow[]> {
    const lines = await Promise.all((await this.names()).map(name => this.lines(name)));
    return lines
      .flat()
      .map(parseRow)
      .filter(row => row !== undefined);
  }

  /** Adds a row to a file, which is then whole or as it was. */
  async add(name: string, row: StatsRow): Promise<void> {
    if (!isMetricFile(name)) throw new Error(`no file of figures: ${name}`);
    await this.save(name, [...(await this.lines(name)), JSON.stringify(row)]);
  }

  /** Takes out the rows of steps after one. */
  async rewind(step: number): Promise<void> {
    for (const name of await this.names()) {
      const lines = await this.lines(name);
      const kept = lines.filter(line => !isAfter(parseRow(line), step));
      if (kept.length === lines.length) continue;
      if (kept.length > 0) await this.save(name, kept);
      else await this.files.remove(`${this.folder}/${name}`);
    }
  }

  private async names(): Promise<string[]> {
    return (await this.files.list(this.folder)).filter(isMetricFile).sort();
  }

  private async lines(name: string): Promise<string[]> {
    const bytes = await this.files.read(`${this.folder}/${name}`).catch(error => {
      if (errorCode(error) === 'ENOENT') return new Uint8Array();
      throw error;
    });
    return new TextDecoder().decode(bytes).split('\n').filter(Boolean);
  }

  private save(name: string, lines: readonly string[]): Promise<void> {
    const text = lines.map(line => `${line}\n`).join('');
    return replaceFile(this.files, this.folder, name, new TextEncoder().encode(text));
  }
}

const isAfter = (row: StatsRow | undefined, step: number) => Number(row?.['step']) > step;

/** Undefined for what is no row. */
export function parseRow(line: string): StatsRow | undefined {
  try {
    const row: unknown = JSON.parse(line);
    return isObject(row) ? (row as StatsRow) : undefined;
  } catch {
    return undefined;
  }
}
