import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { mnistFile } from '../data/loaders/mnist.ts';
import { nodeHost } from '../data/loaders/node.ts';
import { machine, removeStale, syncFolder, writeAtomically } from './temporary.ts';

const scratch = mkdtempSync(join(tmpdir(), 'saddle-temporary-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const isRoot = process.geteuid?.() === 0;
if (!isRoot)
  console.warn('SKIPPED: folders of another user, which need one; get it with: running the tests as root');

/** What another user of this machine gets. */
function asNobody<T>(look: () => T): T {
  process.seteuid!(65534);
  try {
    return look();
  } finally {
    process.seteuid!(0);
  }
}

it.skipIf(!isRoot)('writes into a folder of another user below one that may only be passed through', () => {
  chmodSync(scratch, 0o711);
  const file = join(scratch, 'mine', 'file');
  mkdirSync(join(scratch, 'mine'));
  chmodSync(join(scratch, 'mine'), 0o733); // as a drop box
  asNobody(() => {
    syncFolder(scratch);
    writeAtomically(file, Uint8Array.of(7));
  });
  expect([...readFileSync(file)]).toEqual([7]);
  expect(readdirSync(join(scratch, 'mine'))).toEqual(['file']);
});

it.skipIf(!isRoot)('says of the cache of another user that it may not be read', async () => {
  chmodSync(scratch, 0o711);
  const cache = join(scratch, 'cache');
  mkdirSync(cache, { mode: 0o700 });
  const read = () => mnistFile('train-labels-idx1-ubyte', nodeHost(cache));
  await expect(asNobody(read)).rejects.toThrow(
    /^mnist: cannot read .*train-labels-idx1-ubyte: permission denied; set SADDLE_CACHE to a folder of your own/,
  );
  await expect(read()).rejects.toThrow(/^mnist: the full set is not on this machine;/);
});

it('leaves the folder of a living process, however old, and removes it when that is gone', async () => {
  const folder = mkdtempSync(join(scratch, 'stale-'));
  const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  const name = (random: string) => join(folder, `.saddle-${machine()}-${other.pid}-${random}.tmp`);
  mkdirSync(name('00000000'));
  writeFileSync(name('11111111'), '');
  const old = Date.now() / 1000 - 7200;
  for (const random of ['00000000', '11111111']) utimesSync(name(random), old, old);
  removeStale(folder);
  expect(readdirSync(folder).map(found => join(folder, found))).toEqual([name('00000000')]);
  other.kill();
  await once(other, 'close');
  removeStale(folder);
  expect(readdirSync(folder)).toEqual([]);
});

const script = `import('${new URL('./temporary.ts', import.meta.url).href}').then(t => console.log(t.machine()))`;
const named = ['--import', 'tsx', '--input-type=module', '-e', script];
const apart = ['--pid', '--fork', '--mount-proc', process.execPath];
const namespaces = spawnSync('unshare', [...apart, '-e', '0']).status === 0;
if (!namespaces)
  console.warn('SKIPPED: another PID namespace, none can be made; get it with: util-linux, as root');

it.skipIf(!namespaces)(
  'takes who has process ids of its own for another machine, under a readable name',
  () => {
    const there = execFileSync('unshare', [...apart, ...named], { encoding: 'utf8' }).trim();
    expect(there).not.toBe(machine());
    expect(there).toMatch(/^[\w.-]{1,80}\.pid-\d+$/);
    expect(
      there.startsWith(
        hostname()
          .replace(/[^\w.-]/g, '_')
          .slice(0, 80),
      ),
    ).toBe(true);
    expect(execFileSync(process.execPath, named, { encoding: 'utf8' }).trim()).toBe(machine());
  },
);
