import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildSaddle, type Saddle } from './support/saddle.ts';

const root = join(import.meta.dirname, '..');
const traces = spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0;
if (!traces) {
  console.error(
    '\nSKIPPED: no socket, nothing written outside, strace is missing or may not trace; get it with: apt-get install strace\n',
  );
}

/** What asks for another machine or process; nothing is sent or received without one of these. */
const SOCKETS = ['socket', 'connect', 'bind'];
/** What makes or changes a file by its path; `open…` counts where it may write. */
const CHANGES = [
  ...[
    'creat',
    'truncate',
    'mkdir',
    'mkdirat',
    'mknod',
    'mknodat',
    'rename',
    'renameat',
    'renameat2',
    'unlink',
  ],
  ...[
    'unlinkat',
    'rmdir',
    'link',
    'linkat',
    'symlink',
    'symlinkat',
    'chmod',
    'fchmodat',
    'chown',
    'fchownat',
  ],
];
const OPENS = ['open', 'openat', 'openat2'];

/** The user's folders, which stay empty but for the cache and the run. */
interface Place {
  readonly home: string;
  readonly temporary: string;
  readonly cache: string;
  readonly work: string;
}

function newPlace(folder: string): Place {
  const place = { home: 'home', temporary: 'tmp', cache: 'cache', work: 'work' };
  const paths = Object.entries(place).map(([key, name]) => [key, join(folder, name)] as const);
  for (const [, path] of paths) mkdirSync(path, { recursive: true });
  return Object.fromEntries(paths) as unknown as Place;
}

interface Traced {
  readonly status: number | null;
  readonly errors: string;
  readonly sockets: readonly string[];
  /** Paths that were made or changed, or opened to be. */
  readonly changed: readonly string[];
}

/** Runs Node under strace, in an environment without a word of telemetry, CI or tests. */
function trace({ home, temporary, cache, work }: Place, ...args: string[]): Traced {
  const log = join(home, '..', 'strace.log');
  const calls = [...SOCKETS, ...CHANGES, ...OPENS].map(name => `?${name}`).join(',');
  const { status, stderr } = spawnSync(
    'strace',
    [
      '-f',
      '-qq',
      '-y',
      '--seccomp-bpf',
      '-s',
      '4096',
      '-e',
      `trace=${calls}`,
      '-o',
      log,
      process.execPath,
      ...args,
    ],
    {
      cwd: work,
      encoding: 'utf8',
      env: {
        PATH: process.env['PATH'],
        HOME: home,
        TMPDIR: temporary,
        SADDLE_CACHE: cache,
        UV_USE_IO_URING: '0', // whose writes strace does not see
      },
    },
  );
  const lines = readFileSync(log, 'utf8').split('\n');
  const changed = lines.filter(mayChange).flatMap(line => pathsOf(line, work));
  return { status, errors: stderr, sockets: lines.filter(isCall(SOCKETS)), changed };
}

const nameOf = (line: string) => /^\d+ +(\w+)\(/.exec(line)?.[1] ?? '';
const isCall = (names: readonly string[]) => (line: string) => names.includes(nameOf(line));
/** A folder that is there already is no change. */
const mayChange = (line: string) =>
  (isCall(CHANGES)(line) && !line.includes('= -1 EEXIST')) ||
  (isCall(OPENS)(line) && /O_(WRONLY|RDWR|CREAT|TRUNC)/.test(line));

/** The paths of a call, each told from the folder that stands before it, as in `AT_FDCWD</home>, "a"`. */
function pathsOf(line: string, work: string): string[] {
  const given = line.matchAll(/(?:\w+<(?<at>[^>]*)>, )?"(?<path>[^"]*)"/g);
  return [...given].map(({ groups }) => resolve(groups!['at'] ?? work, groups!['path']));
}

const LIBRARY = `
  import { sampleRun, startRun } from './src/node.ts';
  const { folder } = await startRun({ recipe: 'ring', out: 'program', overrides: { steps: 20, batch: 16 } });
  const { values } = await sampleRun(folder, { count: 10 });
  if (values.length !== 20) process.exitCode = 1;
`;

let saddle: Saddle;
let place: Place;
/** A program that uses the library alone. */
let library: string;
beforeAll(async () => {
  saddle = await buildSaddle();
  place = newPlace(mkdtempSync(join(saddle.folder, 'place-')));
  library = join(saddle.folder, 'library.mjs');
  await build({
    stdin: { contents: LIBRARY, resolveDir: root, loader: 'ts' },
    outfile: library,
    bundle: true,
    external: ['fast-png', 'onnxruntime-node', 'sharp'],
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
});
afterAll(() => saddle.remove());

describe.skipIf(!traces)('opens no socket and writes to the run and the cache only:', () => {
  const small = ['--batch', '16', '--samples', '9', '--data.count', '100', '--generator.channels', '8,4'];

  it.each<[string, string, () => string[]]>([
    ['a training', 'run', () => [saddle.script, 'train', 'mnist', '--steps', '4', '--out', 'run', ...small]],
    ['a sampling of pictures', 'run', () => [saddle.script, 'sample', 'run']],
    ['a sampling as an animation', 'run', () => [saddle.script, 'sample', 'run', '--format', 'gif']],
    ['a program that trains and samples', 'program', () => [library]],
  ])(
    '%s',
    (_, folder, args) => {
      const { status, errors, sockets, changed } = trace(place, ...args());
      expect(status, errors).toBe(0);
      expect(sockets).toEqual([]);
      const own = [join(place.work, folder), place.cache, '/dev/null']; // the last: output of the process that looks for a GPU
      const isOwn = (path: string) => own.some(mine => path === mine || path.startsWith(`${mine}/`));
      expect(changed.filter(isOwn).length).toBeGreaterThan(0);
      expect(changed.filter(path => !isOwn(path))).toEqual([]);
      expect([...readdirSync(place.home), ...readdirSync(place.temporary)]).toEqual([]);
    },
    180_000,
  );
});

it('a worker thread, which cannot turn telemetry off, is refused unless the process has', () => {
  const inWorker = "new (require('node:worker_threads').Worker)(process.argv[1])";
  const start = (env: Record<string, string>) =>
    spawnSync(process.execPath, ['-e', inWorker, library], {
      cwd: mkdtempSync(join(saddle.folder, 'worker-')),
      encoding: 'utf8',
      env: { HOME: place.home, TMPDIR: place.temporary, ...env },
    });
  expect(start({}).stderr).toContain(
    'engine: expected ORT_DISABLE_TELEMETRY=1 in a worker thread, which cannot set it for its process, got nothing; start the process with it, or make an engine in the main thread first',
  );
  const { status, stderr } = start({ ORT_DISABLE_TELEMETRY: '1' });
  expect(status, stderr).toBe(0);
  expect([...readdirSync(place.home), ...readdirSync(place.temporary)]).toEqual([]);
}, 180_000);

it('no runtime of browsers knows the address that onnxruntime-node reports to', () => {
  const address = 'events.data.microsoft.com';
  const files = (folder: string, ending: RegExp) =>
    readdirSync(join(root, 'node_modules', folder), { recursive: true, encoding: 'utf8' })
      .filter(name => ending.test(name))
      .map(name => join(root, 'node_modules', folder, name));
  const knows = (path: string) => readFileSync(path).includes(address);
  const browsers = files('onnxruntime-web/dist', /^ort.*\.(wasm|min\.mjs)$/);
  expect(browsers.length).toBeGreaterThan(4);
  expect(browsers.filter(knows)).toEqual([]);
  expect(files('onnxruntime-node/bin', /linux.*\.so\.1$/).filter(knows)).not.toEqual([]);
});
