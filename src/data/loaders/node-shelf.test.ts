import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { nodePictures } from './node-pictures.ts';
import { nodeShelf } from './node-shelf.ts';

const scratch = mkdtempSync(join(tmpdir(), 'saddle-shelf-'));
afterAll(() => rmSync(scratch, { recursive: true }));
const at = (name: string) => {
  mkdirSync(join(scratch, name));
  return join(scratch, name);
};
const fault = (operation: Promise<unknown>) =>
  operation.then(String, error => `${error.name}: ${error.message}`);

it('says in a sentence that a name is taken, and leaves nothing', async () => {
  const folder = at('taken');
  const sink = await nodeShelf(folder).create('a');
  await sink.append(new Uint8Array(9));
  mkdirSync(join(folder, 'a'));
  expect(await fault(sink.keep())).toBe(
    `UserError: data: cannot write ${join(folder, 'a')}: it is a folder, not a file`,
  );
  expect(readdirSync(folder)).toEqual(['a']);
});

it('says in a sentence that the disk is full, and leaves nothing', async ({ skip }) => {
  const disk = at('disk');
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', disk]).status !== 0) {
    console.warn('SKIPPED: a full disk needs the right to mount a small tmpfs (run as root)');
    return skip();
  }
  try {
    const sink = await nodeShelf(disk).create('a');
    expect(await fault(sink.append(new Uint8Array(200_000)))).toMatch(
      /^UserError: data: cannot write \S+\/disk\/a: no space is left on the disk; free some, or set SADDLE_CACHE /,
    );
    await sink.discard();
    expect(readdirSync(disk)).toEqual([]);
  } finally {
    spawnSync('umount', [disk]);
  }
});

const { survey, kind } = nodePictures(join(scratch, 'cache'), path => path);

/** Runs as a user who may not read all, where it is root that runs the tests. */
function asNobody<T>(operation: () => T): T {
  const isRoot = process.getuid?.() === 0;
  if (isRoot) process.seteuid!(65_534);
  try {
    return operation();
  } finally {
    if (isRoot) process.seteuid!(0);
  }
}

it.skipIf(process.platform === 'win32')('says in a sentence which folder cannot be read', () => {
  const folder = at('photos');
  const inner = at('photos/private');
  chmodSync(scratch, 0o755);
  chmodSync(inner, 0);
  expect(() => asNobody(() => survey(folder))).toThrow(
    expect.objectContaining({
      name: 'UserError',
      message: `data: cannot read ${inner}: permission denied`,
    }),
  );
  chmodSync(inner, 0o700);
});

it.skipIf(process.platform === 'win32')('says in a sentence that links lead in a circle', () => {
  const path = join(scratch, 'circle');
  symlinkSync(path, path);
  expect(() => kind(path)).toThrow(`data: cannot read ${path}: its links lead in a circle; remove them`);
});
