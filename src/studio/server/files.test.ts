import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { contained, openFile, pathNames } from './files.ts';

const base = mkdtempSync(join(tmpdir(), 'saddle-files-'));
const root = join(base, 'root');
mkdirSync(join(root, 'a/b'), { recursive: true });
writeFileSync(join(base, 'secret'), 'secret');
mkdirSync(join(base, 'rooted'));
writeFileSync(join(base, 'rooted/secret'), 'secret');
writeFileSync(join(root, 'a/b/good.txt'), 'good');
writeFileSync(join(root, 'a/empty'), '');
writeFileSync(join(root, '.hidden'), 'secret');
symlinkSync(join(base, 'secret'), join(root, 'a/link'));
symlinkSync('../../../secret', join(root, 'a/b/relative'));
symlinkSync(base, join(root, 'a/up'));
symlinkSync(join(base, 'rooted'), join(root, 'twin'));
symlinkSync('loop', join(root, 'loop'));
symlinkSync('b', join(root, 'a/inner'));
afterAll(() => rmSync(base, { recursive: true }));

const read = async (path: string) => {
  const names = pathNames(path);
  const real = names && (await contained(root, names));
  const content = real === undefined ? undefined : await openFile(real);
  return content && new Response(content.body).text();
};

describe('files below a root', () => {
  it.each(['a/b/good.txt', 'a/b/good%2Etxt', 'a/inner/good.txt'])('gives %s', async path => {
    expect(await read(path)).toBe('good');
  });

  it('gives an empty file', async () => expect(await read('a/empty')).toBe(''));

  it.each(
    [
      ['a/link', 'a/b/relative', 'a/up/secret', 'a/up/rooted/secret', 'twin/secret', 'loop', 'a/up'],
      [
        '../secret',
        '..%2fsecret',
        '%2e%2e/secret',
        'a/../../secret',
        '%2e%2e%2fsecret',
        '..%5csecret',
        '..\\secret',
      ],
      [
        '%252e%252e/secret',
        '..%c0%afsecret',
        '%c0%ae%c0%ae/secret',
        '..%ef%bc%8fsecret',
        '..%00/secret',
        'a/link%00',
      ],
      [
        '/etc/passwd',
        '%2fetc%2fpasswd',
        '//etc/passwd',
        'file:///etc/passwd',
        'C:%5cWindows',
        'a/b/good.txt::$DATA',
      ],
      [
        '',
        '.',
        '..',
        './a',
        'a//b',
        'a/b',
        'a',
        '.hidden',
        'a/b/good.txt.',
        'a/b/good.txt%20',
        'a/b/good.txt/',
        '%',
        '%zz',
      ],
      [
        'a/b/good.txt%00.png',
        'A/B/GOOD.TXT%0a',
        'x'.repeat(5000),
        '~/secret',
        '....//secret',
        '..;/secret',
        'a/b/%2e%2e/b/good.txt',
      ],
    ].flat(),
  )('gives nothing of %j', async path => {
    expect(await read(path)).toBeUndefined();
  });
});
