// Makes a release ready in release/, and publishes nothing: npm run release
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hashesOf, installInto, packInto, run, tryOut } from './installed.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const NODES = ['20', '22', '24', '26'] as const;
const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const git = (...args: string[]) => run('git', args, { cwd: root }).trim();

function step<T>(what: string, act: () => T): T {
  process.stderr.write(`${what} …\n`);
  return act();
}

function check(good: boolean, sentence: string): void {
  if (good) return;
  process.stderr.write(`release: ${sentence}\n`);
  process.exit(2);
}

/** The version's section of the changelog, from its heading to the next. */
function notes(): string {
  const sections = readFileSync(join(root, 'CHANGELOG.md'), 'utf8').split(/^(?=## )/m);
  return sections.find(section => section.startsWith(`## [${version}] - `)) ?? '';
}

/** Binaries of Node are npm packages; none has an install script. */
function nodeBinary(folder: string, major: string): string {
  const own = `node-${process.platform}-${process.arch}`;
  run('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--prefix', folder, `${own}@${major}`]);
  return join(folder, 'node_modules', own, 'bin/node');
}

function tryEverywhere(packed: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'saddle-release-'));
  try {
    step(`installing ${basename(packed)}`, () => installInto(folder, packed, ['--ignore-scripts']));
    return NODES.map(major => {
      const node = nodeBinary(mkdtempSync(join(folder, 'node-')), major);
      const is = run(node, ['--version']).trim();
      return step(`trying it on Node ${is}`, () => `${is}: ${JSON.stringify(tryOut(folder, node))}`);
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

check(git('status', '--porcelain') === '', 'expected a clean tree, got changes; commit or discard them');
check(notes() !== '', `CHANGELOG.md: expected a section "## [${version}] - DATE", got none; write it`);
step('installing what the lock file says, building', () => run('npm', ['ci'], { cwd: root }));
step('testing', () => run('npm', ['test'], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] }));
step('writing docs/reference', () => run('npm', ['run', 'reference'], { cwd: root }));
const packed = step('packing', () => packInto(join(root, 'release')));
const client = step('packing the client', () =>
  packInto(join(root, 'release'), join(root, 'packages/client')),
);
const tried = tryEverywhere(packed);
const provenance = {
  name,
  version,
  commit: git('rev-parse', 'HEAD'),
  node: process.version,
  packages: hashesOf([packed, client]),
  tried,
};
writeFileSync(join(root, 'release/provenance.json'), `${JSON.stringify(provenance, undefined, 2)}\n`);
writeFileSync(join(root, 'release/notes.md'), notes());
process.stdout.write(`release/ has the packages, their notes and provenance.json. To publish them:
  git tag v${version} && npm publish ${packed} --access public && npm publish ${client} --access public
From a CI job with an OIDC identity, add --provenance: npm then signs which commit and job the package is from; for that,
package.json needs the field "repository" with the address that the job runs for.
`);
