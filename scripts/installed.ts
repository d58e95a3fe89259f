// The package as its users get it: packed, and installed in a folder of its own.
import { type SpawnSyncOptions, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs a program to its end. @throws Error with what it wrote, when it does not succeed */
export function run(program: string, args: readonly string[], options: SpawnSyncOptions = {}): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { ...options, encoding: 'utf8' });
  if (status === 0) return stdout;
  throw new Error(`${program} ${args.join(' ')}: ${error ?? `exit ${status}`}\n${stdout}${stderr}`);
}

/** @returns the path of the packed package, made of `dist/` as it is; default the root's */
export function packInto(folder: string, from = root): string {
  mkdirSync(folder, { recursive: true });
  const flags = ['--ignore-scripts', '--json', '--pack-destination', folder];
  const [{ filename }] = JSON.parse(run('npm', ['pack', ...flags], { cwd: from })) as [{ filename: string }];
  return join(folder, filename);
}

/** What proves packed packages. */
export const hashesOf = (paths: readonly string[]) =>
  paths.map(path => ({
    file: basename(path),
    sha256: createHash('sha256').update(readFileSync(path)).digest('hex'),
  }));

/** Makes a project with nothing but the package. */
export function installInto(project: string, packed: string, flags: readonly string[]): void {
  mkdirSync(project, { recursive: true });
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }\n');
  run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', ...flags, packed], { cwd: project });
}

/** The four entries, a training, its resume and its samples by an installed package. @returns the kinds that the entries export */
export function tryOut(project: string, node: string = process.execPath): Record<string, string> {
  const saddle = (...args: string[]) =>
    run(node, ['node_modules/saddle-gan/bin/saddle.js', ...args], { cwd: project });
  const out = join(project, `run-${Date.now()}`);
  saddle('train', 'ring', '--steps', '20', '--out', out, '--quiet');
  saddle('resume', out, '--steps', '40', '--quiet');
  saddle('sample', out, '--count', '4', '--out', `${out}.csv`);
  const lines = readFileSync(`${out}.csv`, 'utf8').trim().split('\n').length;
  const code = `
    const kinds = {};
    for (const [entry, name] of [['', 'createGan'], ['/node', 'startRun'], ['/web', 'webEngine'], ['/theory', 'entropy']])
      kinds['saddle-gan' + entry] = typeof (await import('saddle-gan' + entry))[name];
    console.log(JSON.stringify({ ...kinds, lines: '${lines}' }));`;
  return JSON.parse(run(node, ['--input-type=module', '--eval', code], { cwd: project }));
}
