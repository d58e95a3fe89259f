import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { UserError } from '../src/util/error.ts';
import { unknownName } from '../src/util/text.ts';
import { type Contender, type ContenderName, contenderNames, contenders } from './contenders.ts';
import { writeDigits } from './digits.ts';
import { measureRow } from './measure.ts';
import { type Machine, machine, markdown, type Report } from './report.ts';
import { type RowName, rowNames } from './rows.ts';

const devices = ['cpu', 'webgpu', 'cuda'] as const;
const help = `npm run bench -- [--rows ${rowNames.join(',')}] [--only ${contenderNames.join(',')}] [--rounds 5] [--round-ms 1000] [--device ${devices.join('|')}]`;

interface Options {
  readonly rows: readonly RowName[];
  readonly only: readonly ContenderName[];
  readonly rounds: number;
  readonly roundMs: number;
  readonly device: (typeof devices)[number];
}

function names<Name extends string>(
  kind: string,
  text: string | undefined,
  valid: readonly Name[],
): readonly Name[] {
  if (text === undefined) return valid;
  return text.split(',').map(name => {
    const known = valid.find(v => v === name);
    if (!known) throw new UserError(`bench: ${unknownName(kind, name, valid)}`);
    return known;
  });
}

function positive(flag: string, text: string | undefined, fallback: number): number {
  const value = text === undefined ? fallback : Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new UserError(
    `bench --${flag}: expected a positive whole number, got '${text}'; try --${flag} ${fallback}`,
  );
}

function flags(): Record<string, string | boolean | undefined> {
  const text = { type: 'string' } as const;
  const options = {
    rows: text,
    only: text,
    rounds: text,
    'round-ms': text,
    device: text,
    help: { type: 'boolean' },
  } as const;
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    throw new UserError(`bench: ${(error as Error).message}\n${help}`);
  }
}

function options(values: ReturnType<typeof flags>): Options {
  const text = (name: string) => values[name] as string | undefined;
  return {
    rows: names('row', text('rows'), rowNames),
    only: names('contender', text('only'), contenderNames),
    rounds: positive('rounds', text('rounds'), 5),
    roundMs: positive('round-ms', text('round-ms'), 1000),
    device: names('device', text('device') ?? 'cpu', devices)[0],
  };
}

/** Finds the contenders, saying loudly which are missing. */
function find({ only, device }: Options) {
  const found = new Map<ContenderName, Contender>();
  const missing: Report['missing'] = {};
  for (const name of only) {
    const result = contenders[name](device);
    if ('missing' in result) {
      missing[name] = result.missing;
      console.error(`SKIPPED ${result.missing}`);
    } else found.set(name, result);
  }
  return { found, missing };
}

async function measure(chosen: Options, facts: Machine): Promise<Report> {
  const { found, missing } = find(chosen);
  const digits = await writeDigits();
  const results: Report['results'] = {};
  try {
    for (const row of chosen.rows) {
      console.error(`${row} ...`);
      results[row] = await measureRow(row, found, { ...chosen, digits });
    }
  } finally {
    rmSync(dirname(digits), { recursive: true });
  }
  return { machine: facts, device: chosen.device, rounds: chosen.rounds, results, missing };
}

function save(report: Report): void {
  const folder = new URL('results/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL('latest.md', folder), markdown(report));
  writeFileSync(new URL('latest.json', folder), `${JSON.stringify(report, null, 2)}\n`);
}

async function main(): Promise<void> {
  const values = flags();
  if (values['help']) return console.log(help);
  const report = await measure(options(values), machine());
  save(report);
  console.log(markdown(report));
  const failed = Object.values(report.results).some(result => result.absences.some(a => a.failed));
  if (failed) process.exitCode = 1;
}

main().catch(error => {
  console.error(error instanceof UserError ? error.message : error);
  process.exitCode = error instanceof UserError ? 2 : 1;
});
