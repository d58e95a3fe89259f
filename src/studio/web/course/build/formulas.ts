import katex from 'katex';
import { type Plugin, parseAst } from 'vite';

/** Shorthands of the course. */
const macros: Readonly<Record<string, string>> = {
  '\\KL': '\\operatorname{KL}',
  '\\JSD': '\\operatorname{JSD}',
  '\\E': '\\mathbb{E}',
};
const CLASSES = ['real', 'fake', 'judge'];
/** TeX wants a colour it knows; these stand for the classes. */
const COLOURS: Readonly<Record<string, string>> = { real: '#000001', fake: '#000002', judge: '#000003' };
/** Letters that MathML has as characters of their own: browsers know no other variant than `normal`. */
const STYLED: Readonly<Record<string, string>> = { 'double-struck E': '𝔼', 'bold 1': '𝟏' };
const SLOT = /@(\d+)@/;

/** TeX sets thin spaces around a named function; MathML's invisible operator has none, so they are written out. */
function spaced(tex: string): string {
  return tex
    .replace(/\\(log|max|min)(_(?:\\?\w|\{(?:[^{}]|\{[^{}]*\})*\}))?(?=\s+[^\s(]|\\text)/g, '\\$1$2\\,')
    .replace(/(?<=[\w)}])\s*(?=\\(?:log|max|min)(?![a-z]))/g, '\\,');
}

/** The letters of other alphabets as characters. */
function inCharacters(math: string): string {
  return math.replaceAll(
    /<(m[in]) mathvariant="(?!normal)([\w-]+)">(.*?)<\/m[in]>/g,
    (_, tag, variant, letter) => {
      const character = STYLED[`${variant} ${letter}`];
      if (!character)
        throw new Error(`formula: no character for '${letter}' in ${variant}; add it to STYLED`);
      return `<${tag}>${character}</${tag}>`;
    },
  );
}

/** A minus after a relation, a comma or a parenthesis is a sign: without the room that a difference has around it. */
function withSigns(math: string): string {
  return math.replaceAll(/(<mo[^>]*>[=≈≥≤←⇒,(]<\/mo>)<mo>([−+±])<\/mo>/g, '$1<mo form="prefix">$2</mo>');
}

/** MathML of a formula, without wrapper and annotation. */
export function toMathML(tex: string, displayMode: boolean): string {
  const coloured = CLASSES.reduce(
    (text, name) => text.replaceAll(`\\${name}{`, `\\textcolor{${COLOURS[name]}}{`),
    spaced(tex),
  );
  const html = katex.renderToString(coloured, {
    output: 'mathml',
    displayMode,
    throwOnError: true,
    strict: 'error',
    macros: { ...macros },
  });
  const math = html.slice(html.indexOf('<math'), html.indexOf('</math>') + '</math>'.length);
  const bare = withSigns(inCharacters(math))
    .replace(/<annotation.*<\/annotation>/s, '')
    .replace('<semantics>', '')
    .replace('</semantics>', '')
    .replaceAll(/<mtext>(@\d+@)<\/mtext>/g, '<mn>$1</mn>')
    .replace(' xmlns="http://www.w3.org/1998/Math/MathML"', '');
  return CLASSES.reduce(
    (text, name) => text.replaceAll(`mathcolor="${COLOURS[name]}"`, `class="${name}"`),
    bare,
  );
}

/** The formulas of a line that `\\qquad` keeps apart: each by itself, so that a narrow page can break between them. */
function besideEachOther(tex: string): string[] {
  const found: string[] = [];
  for (const part of tex.split(/\\qquad(?![a-zA-Z])/)) {
    const open = found.at(-1);
    if (open !== undefined && !isClosed(open)) found.push(`${found.pop()}\\qquad${part}`);
    else found.push(part);
  }
  return found;
}

const isClosed = (tex: string) => {
  const count = (mark: RegExp) => tex.match(mark)?.length ?? 0;
  return (
    count(/(?<!\\)\{/g) === count(/(?<!\\)\}/g) && count(/\\(begin|left)\b/g) === count(/\\(end|right)\b/g)
  );
};

/** The MathML around its slots, and which value fills each slot. */
export function typeset(
  parts: readonly string[],
  displayMode: boolean,
): { strings: string[]; order: number[] } {
  const tex = parts.map((part, i) => (i === 0 ? part : `\\text{@${i - 1}@}${part}`)).join('');
  const formulas = displayMode ? besideEachOther(tex) : [tex];
  const pieces = formulas
    .map(formula => toMathML(formula, displayMode))
    .join('')
    .split(SLOT); // text, slot, text, slot, … text
  return {
    strings: pieces.filter((_, i) => i % 2 === 0),
    order: pieces.filter((_, i) => i % 2 === 1).map(Number),
  };
}

interface Node {
  type: string;
  start: number;
  end: number;
  [key: string]: unknown;
}
interface Tagged extends Node {
  tag: Node & { name?: string };
  quasi: { quasis: { value: { raw: string } }[]; expressions: Node[] };
}

const isNode = (x: unknown): x is Node => typeof x === 'object' && x !== null && 'type' in x;

/** All templates tagged `tex` or `display` below a node, outermost first. */
function* tagged(node: Node): Generator<Tagged> {
  const isOne =
    node.type === 'TaggedTemplateExpression' && ['tex', 'display'].includes((node as Tagged).tag.name ?? '');
  if (isOne) yield node as Tagged;
  for (const child of Object.values(node)) {
    for (const one of Array.isArray(child) ? child : [child]) if (isNode(one)) yield* tagged(one);
  }
}

/** Replaces each formula of a module by a call with its MathML. */
export function typesetModule(code: string): string {
  const found = [...tagged(parseAst(code) as unknown as Node)].sort((a, b) => b.start - a.start);
  return found.reduce((text, { start, end, tag, quasi }) => {
    const { strings, order } = typeset(
      quasi.quasis.map(q => q.value.raw),
      tag.name === 'display',
    );
    const values = order.map(i => code.slice(quasi.expressions[i].start, quasi.expressions[i].end));
    const call = `${tag.name}(${[JSON.stringify(strings), ...values].join(', ')})`;
    return text.slice(0, start) + call + text.slice(end);
  }, code);
}

/** Typesets the templates tagged `tex` and `display` when the studio is built: MathML in, no katex in the page. */
export function formulas(): Plugin {
  return {
    name: 'saddle-formulas',
    transform(code, id) {
      if (!/\/(course|slow-motion)\/.*\.tsx$/.test(id.split('?')[0]) || !/\b(tex|display)`/.test(code))
        return null;
      return { code: typesetModule(code), map: null };
    },
  };
}
