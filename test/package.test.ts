import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { hashesOf, installInto, packInto, run, tryOut } from '../scripts/installed.ts';

const folder = mkdtempSync(join(tmpdir(), 'saddle-package-'));
const project = join(folder, 'project');
const installed = join(project, 'node_modules/saddle-gan');
let packed = '';

beforeAll(() => {
  packed = packInto(folder);
  installInto(project, packed, ['--ignore-scripts']);
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

function bytesIn(path: string): number {
  const status = statSync(path, { throwIfNoEntry: false }); // a link of node_modules/.bin may lead nowhere
  if (!status?.isDirectory()) return status?.size ?? 0;
  return readdirSync(path).reduce((sum, name) => sum + bytesIn(join(path, name)), 0);
}

const WORKING = {
  'saddle-gan': 'function',
  'saddle-gan/node': 'function',
  'saddle-gan/web': 'function',
  'saddle-gan/theory': 'function',
  lines: '4',
};

describe('the npm package in an empty project', () => {
  it('trains, resumes, samples and can be imported, without install scripts', () => {
    expect(tryOut(project)).toEqual(WORKING);
  });

  it('does so with install scripts, where .npmrc says that the runtime needs no files from elsewhere', () => {
    const other = join(folder, 'other');
    const [, shown] = /```ini\n(.*?)```/s.exec(readFileSync(join(installed, 'docs/install.md'), 'utf8'))!;
    vi.stubEnv('npm_config_onnxruntime_node_install', undefined); // npm gives on what this repository's .npmrc says
    mkdirSync(other);
    writeFileSync(join(other, '.npmrc'), shown);
    installInto(other, packed, []);
    expect(tryOut(other)).toEqual(WORKING);
  });

  it('is named by its hash in a release', () => {
    const sha256 = createHash('sha256').update(readFileSync(packed)).digest('hex');
    expect(hashesOf([packed, packed])).toEqual(Array(2).fill({ file: basename(packed), sha256 }));
  });

  it('takes at most 400 MB', () => {
    const megabytes = bytesIn(join(project, 'node_modules')) / 2 ** 20;
    expect(megabytes).toBeGreaterThan(250); // the runtime is there
    expect(megabytes).toBeLessThan(400);
  });

  it('has all that its README and its docs link to', () => {
    const pages = ['README.md', ...readdirSync(join(installed, 'docs')).map(name => `docs/${name}`)];
    const lost = pages.filter(page => page.endsWith('.md')).flatMap(page => lostLinks(page));
    expect(lost).toEqual([]);
  });

  it('is well formed: publint and arethetypeswrong have nothing to say', async () => {
    const { messages, pkg } = await publint({ pkgDir: installed, pack: false, strict: true });
    expect(messages.map(message => formatMessage(message, pkg))).toEqual([]);
    const attw = join(import.meta.dirname, '../node_modules/@arethetypeswrong/cli/dist/index.js');
    expect(() => run(process.execPath, [attw, packed, '--profile', 'esm-only'])).not.toThrow();
  });
});

/** Links of a page to files that the package does not have. */
function lostLinks(page: string): string[] {
  const text = readFileSync(join(installed, page), 'utf8');
  const targets = [...text.matchAll(/\]\((?!https?:)([^)#\s]+)/g)].map(([, target]) => target!);
  const there = (target: string) => statSync(join(installed, page, '..', target), { throwIfNoEntry: false });
  return targets.filter(target => !there(target)).map(target => `${page}: ${target}`);
}
