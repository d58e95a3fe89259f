import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import * as theory from '../src/theory/index.ts';
import { Random } from '../src/util/random.ts';

const folder = fileURLToPath(new URL('../docs/theory/', import.meta.url));
const pages = readdirSync(folder).filter(name => name.endsWith('.md'));
const text = Object.fromEntries(pages.map(name => [name, readFileSync(join(folder, name), 'utf8')]));
const scope = { ...theory, Random };

interface Live {
  code: string;
  printed: string;
  got: unknown;
}

const blocks = (page: string) => [...text[page].matchAll(/```ts\n(.*?)```/gs)].map(match => match[1]);

/** Runs a page's code from top to bottom; `expression // value` lines are recorded, others are set-up. */
function run(page: string): Live[] {
  const found: { code: string; printed: string }[] = [];
  const lines = blocks(page)
    .flatMap(block => block.split('\n'))
    .filter(line => !line.startsWith('import '))
    .map(line => {
      const live = /^(\S.*?) +\/\/ (.+)$/.exec(line);
      if (!live || /^(const|let) /.test(line)) return line;
      found.push({ code: live[1].replace(/;$/, ''), printed: live[2] });
      return `record(${live[1].replace(/;$/, '')});`;
    });
  const got: unknown[] = [];
  const names = Object.keys(scope);
  const body = new Function(...names, 'record', `{\n${lines.join('\n')}\n}`);
  body(...Object.values(scope), (value: unknown) => got.push(value));
  return found.map((entry, i) => ({ ...entry, got: got[i] }));
}

/** Whether a number prints as the text says, to the digits that the text has. */
function agrees(got: number, printed: string): boolean {
  const plain = printed.replace('−', '-').replace(/ (nats|bits)$/, '');
  if (plain === '∞') return got === Infinity;
  const [, mantissa, exponent = '0'] = /^(-?[\d.]+)(?:e(-?\d+))?$/.exec(plain) ?? [];
  if (mantissa === undefined) return false;
  const decimals = mantissa.includes('.') ? mantissa.length - mantissa.indexOf('.') - 1 : 0;
  return Math.abs(got - Number(plain)) <= 0.5001 * 10 ** (Number(exponent) - decimals);
}

describe.each(pages)('%s', page => {
  const live = run(page);

  it('every worked number is what the functions give', () => {
    if (page !== 'README.md') expect(live.length).toBeGreaterThan(2);
    for (const { code, printed, got } of live) {
      const values = Array.isArray(got) || ArrayBuffer.isView(got) ? [...(got as number[])] : [got];
      const wanted = printed.split(', ');
      expect(wanted.length, code).toBe(values.length);
      values.forEach((value, i) => {
        const good = typeof value === 'number' ? agrees(value, wanted[i]) : String(value) === wanted[i];
        expect(good, `${code} is ${value}, the page says ${wanted[i]}`).toBe(true);
      });
    }
  });

  it('decimals in the prose come from the worked numbers', () => {
    if (page === 'README.md') return; // its speeds are measurements
    const code = blocks(page).join('\n');
    const prose = text[page]
      .replace(/```.*?```/gs, '')
      .replace(/\d{4}\.\d{5}/g, '')
      .replace(/^Code: .*$/gm, '')
      .replace(/\]\([^)]*\)/g, ']');
    const values = live.flatMap(l =>
      Array.isArray(l.got) || ArrayBuffer.isView(l.got) ? [...(l.got as number[])] : [Number(l.got)],
    );
    for (const [number] of prose.matchAll(/(?<![\d.])\d*\.\d{2,}/g)) {
      const known = code.includes(number) || values.some(v => agrees(Math.abs(v), number));
      expect(known, `${number} in the prose has no worked number`).toBe(true);
    }
  });

  it('quotes code that exists, and links to files that exist', () => {
    const quotes = [...text[page].matchAll(/^Code: \[`([^`]+)`\]\(([^)]+)\): `(.+)`$/gm)];
    if (page !== 'README.md') expect(quotes.length).toBeGreaterThan(0);
    for (const [, name, link, snippet] of quotes) {
      expect(link.endsWith(name)).toBe(true);
      expect(readFileSync(join(folder, link), 'utf8')).toContain(snippet);
    }
    for (const [, link] of text[page].matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g)) {
      expect(existsSync(join(dirname(join(folder, page)), link)), link).toBe(true);
    }
  });

  it('has a figure with a caption, and formulas that are closed', () => {
    if (page !== 'README.md') expect(text[page]).toMatch(/!\[[^\]]{10,}\]\(figures\/[\w-]+\.svg\)/);
    const prose = text[page].replace(/```.*?```/gs, '').replace(/`[^`]*`/g, '');
    expect((prose.match(/\$\$/g) ?? []).length % 2).toBe(0);
    expect((prose.replace(/\$\$/g, '').match(/\$/g) ?? []).length % 2).toBe(0);
  });
});

it('the course in the README names every page once, and every figure is used', () => {
  const course = [...text['README.md'].matchAll(/^\d+\. \[[^\]]+\]\(([\w-]+\.md)\)/gm)].map(
    match => match[1],
  );
  expect([...course].sort()).toEqual(pages.filter(name => name !== 'README.md').sort());
  course.slice(0, -1).forEach((name, i) => {
    expect(text[name], `${name} leads on`).toContain(`(${course[i + 1]})`);
  });
  const all = Object.values(text).join('\n');
  for (const figure of readdirSync(join(folder, 'figures'))) expect(all).toContain(`figures/${figure}`);
});
