import type { TypesetLosses } from 'virtual:losses';
import type { Plugin } from 'vite';
import { lossFormulas } from '../../../../gan/objectives/formulas.ts';
import { typeset } from './formulas.ts';

/** What a page takes the typeset losses from. */
const MODULE = 'virtual:losses';

/** The mean over the minibatch, a common sign in front of it. */
export function meanOf(tex: string): string {
  const negative = tex.startsWith('-') && !isSum(tex.slice(1));
  const term = negative ? tex.slice(1) : tex;
  return `${negative ? '-' : ''}\\frac1m \\sum_{i=1}^m ${isSum(term) ? `\\Big( ${term} \\Big)` : term}`;
}

/** Whether there is a sign outside of all parentheses. */
function isSum(tex: string): boolean {
  let inner = tex;
  for (let before = ''; before !== inner; ) {
    before = inner;
    inner = inner.replace(/\([^(){}]*\)|\{[^(){}]*\}/g, '');
  }
  return /[+-]/.test(inner);
}

/** Samples and D in their colours. */
const coloured = (tex: string) =>
  tex
    .replace(/G\(z(_i)?\)/g, '\\fake{G(z$1)}')
    .replace(/\bx_i\b/g, '\\real{x_i}')
    .replaceAll('(x)', '(\\real{x})')
    .replace(/\bD\(/g, '\\judge{D}(');

const slotted = (parts: readonly string[]) => typeset(parts.map(coloured), true).strings;

function lossOfD(terms: readonly string[]): string[] {
  const [first, second] = terms.map(meanOf);
  if (second === undefined) return slotted([`L_D = ${first} = `, '']);
  const joined = second.startsWith('-') ? '\\;' : '+';
  const under = '_{\\textstyle ';
  return slotted([
    `L_D = \\underbrace{${first}}${under}`,
    `} ${joined} \\underbrace{${second}}${under}`,
    '} = ',
    '',
  ]);
}

/** Every objective's losses as MathML. */
export function typesetLosses(): Record<string, TypesetLosses> {
  return Object.fromEntries(
    Object.entries(lossFormulas).map(([name, { discriminator, generator }]) => [
      name,
      { discriminator: lossOfD(discriminator), generator: slotted([`L_G = ${meanOf(generator)} = `, '']) },
    ]),
  );
}

/** Typesets the objectives' formulas when the studio is built. */
export function losses(): Plugin {
  const id = `\0${MODULE}`;
  return {
    name: 'saddle-losses',
    resolveId: source => (source === MODULE ? id : undefined),
    load: source => (source === id ? `export const losses = ${JSON.stringify(typesetLosses())};` : undefined),
  };
}
