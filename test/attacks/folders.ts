import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { RunLine } from '../../src/studio/protocol.ts';
import { ask, command } from '../studio/client.ts';
import { makeRun } from '../studio/made-runs.ts';
import type { Attack, Tally } from './attack.ts';
import { besieged, GOOD, openVictim, type Victim } from './victim.ts';

/** Run folders whose files are not what their names say, below the root of a studio that others use. */
export const folders: Attack = {
  summary: 'run folders with pipes, folders, links, sockets, holes and nonsense in the place of files',
  async run(tally, scale) {
    const victim = await openVictim();
    const some = scale >= 1 ? cases : cases.filter((_, i) => i % 3 === 0);
    try {
      await besieged(victim, tally, { name: 'folders', isFull: scale >= 1 }, async () => {
        const cleanups = await Promise.all(some.map(one => one.make(victim.root)));
        await look(victim, tally, some);
        for (const cleanup of cleanups) cleanup();
      });
    } finally {
      await victim.close();
    }
  },
};

type Cleanup = () => void;

interface Case {
  readonly id: string;
  /** The file that is no longer what it was. */
  readonly name: string;
  /** Whether nobody could take it for what it stands for. */
  readonly isNever: boolean;
  make(root: string): Promise<Cleanup>;
}

type Harm = (path: string) => unknown;

const kinds: Readonly<Record<string, Harm>> = {
  pipe: path => execFileSync('mkfifo', [path]),
  folder: path => mkdirSync(path),
  loop: path => symlinkSync(path, path),
  zero: path => symlinkSync('/dev/zero', path),
  outside: path => symlinkSync('/etc/passwd', path),
  socket: async path => {
    const server = createServer().listen(path);
    await new Promise(resolve => server.once('listening', resolve));
    return () => server.close();
  },
  hole: path => {
    writeFileSync(path, '');
    truncateSync(path, 2 ** 40);
  },
  null: path => writeFileSync(path, 'null\n'),
  nothing: path => writeFileSync(path, ''),
  number: path => writeFileSync(path, '3\n'),
  list: path => writeFileSync(path, '[[]]\n'),
  nonsense: path => writeFileSync(path, '\u0000\ud800{"a":\n\n}{\u001b[2J\n'),
  deep: path => writeFileSync(path, `${'['.repeat(200_000)}\n`),
  lines: path => writeFileSync(path, '\n'.repeat(3_000_000)),
  names: path => writeFileSync(path, `${JSON.stringify(Object.fromEntries(namesOf(10_000)))}\n`),
};

const namesOf = (n: number) => Array.from({ length: n }, (_, i) => [`name${i}`, { kind: null }]);

/** Of a run that is left; what is not here is a picture, or read on demand only. */
const FILES = ['config.json', 'stats.jsonl', 'diagnosis.jsonl', 'metrics.jsonl', 'run.lock', 'checkpoints'];
const LOOKED_AT = ['README.md', 'fakes000400.png', 'reals.png'];

const NEVER = ['pipe', 'folder', 'loop', 'socket'];

const cases: readonly Case[] = [...FILES, ...LOOKED_AT].flatMap(name =>
  Object.entries(kinds).map(([kind, harm]) => {
    const id = `${name.replace('.', '-')}-${kind}`;
    return {
      id,
      name,
      isNever: FILES.includes(name) && NEVER.includes(kind) && !(name === 'checkpoints' && kind === 'folder'),
      async make(root: string): Promise<Cleanup> {
        makeRun(root, id);
        const path = join(root, id, name);
        rmSync(path, { recursive: true, force: true });
        const cleanup = await harm(path);
        return typeof cleanup === 'function' ? () => cleanup() : () => {};
      },
    };
  }),
);

/** The list has every run, and what is wrong with it in a sentence; every address answers without a fault of ours. */
async function look(victim: Victim, tally: Tally, some: readonly Case[]): Promise<void> {
  const listed = await ask(victim, { path: '/api/runs' });
  tally.count('the list comes', listed.status === 200, listed.text.slice(0, 200));
  const runs = new Map((JSON.parse(listed.text) as RunLine[]).map(run => [run.id, run]));
  tally.count('the good run is in the list', runs.get(GOOD)?.status === 'paused');
  for (const { id, name, isNever } of some) {
    const run = runs.get(id);
    tally.count(`${id} is in the list`, run !== undefined);
    if (isNever)
      tally.count(`${id} cannot be read`, run?.status === 'unreadable', JSON.stringify(run)?.slice(0, 200));
    if (run?.status === 'unreadable')
      tally.count(`${id} is named`, run.message?.startsWith(name) === true, run.message);
    await askAll(victim, tally, id, name);
  }
}

async function askAll(victim: Victim, tally: Tally, id: string, name: string): Promise<void> {
  const paths = ['', '/rows', `/files/${name}`].map(part => `/api/runs/${id}${part}`);
  const answers = [
    ...(await Promise.all(
      paths.map(path => ask(victim, { path, method: path.includes('/files/') ? 'HEAD' : 'GET' })),
    )),
    await command(victim, `/api/runs/${id}/pause`),
  ];
  for (const { status, text } of answers)
    tally.count(
      `${id} is answered`,
      status === 200 || (status >= 400 && status < 500),
      `${status} ${text.slice(0, 200)}`,
    );
}
