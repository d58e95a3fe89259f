import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Command } from 'commander';
import { beforeAll, describe, expect, it } from 'vitest';
import { pages } from '../scripts/docs.ts';
import { benchCommand } from '../src/cli/bench.ts';
import { compareCommand } from '../src/cli/compare.ts';
import { dataCommand } from '../src/cli/data.ts';
import { doctorCommand } from '../src/cli/doctor.ts';
import { evaluateCommand } from '../src/cli/evaluate.ts';
import { exportCommand } from '../src/cli/export.ts';
import { inspectCommand } from '../src/cli/inspect.ts';
import { packCommand } from '../src/cli/pack.ts';
import { pullCommand } from '../src/cli/pull.ts';
import { pushCommand } from '../src/cli/push.ts';
import { resumeCommand } from '../src/cli/resume.ts';
import { sampleCommand } from '../src/cli/sample.ts';
import { studioCommand } from '../src/cli/studio.ts';
import { theoryCommand } from '../src/cli/theory.ts';
import { trainCommand } from '../src/cli/train.ts';
import { objectives } from '../src/gan/objectives/index.ts';

const root = join(import.meta.dirname, '..');
const docs = join(root, 'docs');
const written = [
  ...readdirSync(root).filter(name => name.endsWith('.md')),
  ...readdirSync(docs, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.md'))
    .map(name => join('docs', name)),
];
const text = (name: string) => readFileSync(join(root, name), 'utf8');

describe('pages made from code', () => {
  let fresh: Record<string, string>;
  beforeAll(async () => {
    fresh = await pages();
  });

  it.each(['config.md', 'recipes.md'])('docs/%s is not stale (npm run docs makes it anew)', name => {
    expect(text(`docs/${name}`)).toBe(fresh[name]);
  });
});

/** GitHub's name of a heading. */
const anchor = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

const headings = (page: string) => [...text(page).matchAll(/^#+ (.+)$/gm)].map(match => anchor(match[1]));

describe.each(written)('%s', page => {
  it('links to files and headings that exist', () => {
    for (const [, target] of text(page).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)) {
      const [path, heading] = target.split('#');
      const file = path === '' ? page : relative(root, join(root, dirname(page), path));
      expect(existsSync(join(root, file)), `${page} links to ${target}`).toBe(true);
      if (heading !== undefined) expect(headings(file), `${page} links to ${target}`).toContain(heading);
    }
  });

  it('shows commands and flags that exist', () => {
    const blocks = [...text(page).matchAll(/```sh\n(.*?)```/gs)].flatMap(match => match[1].split('\n'));
    const lines = blocks.filter(line => /^(npx )?saddle /.test(line));
    for (const line of lines) expect(problem(line), line).toBeUndefined();
  });
});

const commands: Readonly<Record<string, Command>> = {
  train: trainCommand([]),
  resume: resumeCommand(),
  pack: packCommand(),
  sample: sampleCommand(),
  evaluate: evaluateCommand(),
  compare: compareCommand(),
  export: exportCommand(),
  push: pushCommand(),
  pull: pullCommand(),
  data: dataCommand(),
  inspect: inspectCommand(),
  bench: benchCommand(),
  theory: theoryCommand(),
  studio: studioCommand(),
  doctor: doctorCommand(),
};

const kebab = (flag: string) => flag.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);

/** What is wrong with a line such as `npx saddle train ring --steps 2000`. */
function problem(line: string): string | undefined {
  const words = line
    .replace(/ #.*$/, '')
    .replace(/^(npx )?saddle /, '')
    .split(' ');
  const command = Object.hasOwn(commands, words[0]) ? commands[words[0]] : undefined;
  if (!command) return words[0].startsWith('-') ? undefined : `no command ${words[0]}`;
  const inner = command.commands.find(sub => sub.name() === words[1]) ?? command;
  const known = ['--help', ...inner.options.map(option => option.long)];
  const flags = words.filter(word => word.startsWith('--')).map(word => kebab(word.split('=')[0]));
  return flags.find(flag => !known.includes(flag));
}

it('notices a command or a flag that does not exist', () => {
  expect(problem('npx saddle trane ring')).toBe('no command trane');
  expect(problem('npx saddle train ring --stebs 5')).toBe('--stebs');
  expect(problem('npx saddle data dump ring --count 5')).toBeUndefined();
});

describe('docs/objectives', () => {
  it.each(Object.keys(objectives))(
    '%s has a page, or a heading in the page of its family, which the index names',
    name => {
      const links = [...text('docs/README.md').matchAll(/\]\((objectives\/[^)]+)\)/g)].map(match => match[1]);
      const own = links.find(link => link === `objectives/${name}.md` || link.endsWith(`.md#${name}`));
      expect(
        own,
        `docs/README.md links to objectives/${name}.md or objectives/FAMILY.md#${name}`,
      ).toBeDefined();
      const page = text(`docs/${own!.split('#')[0]}`);
      expect(page).toMatch(new RegExp(`^npx saddle train \\S+ .*--objective ${name}(:|\\s|$)`, 'm'));
    },
  );
});
