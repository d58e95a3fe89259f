import { expect, it } from 'vitest';
import { toMathML, typeset, typesetModule } from './formulas.ts';

it('makes bare MathML', () => {
  const math = toMathML('\\frac{a}{b}', false);
  expect(math).toBe('<math><mrow><mfrac><mi>a</mi><mi>b</mi></mfrac></mrow></math>');
  expect(toMathML('x', true)).toContain('display="block"');
});

it('names colours by what they stand for, never by a style', () => {
  const math = toMathML('\\real{p} + \\fake{q}', false);
  expect(math).toContain('class="real"');
  expect(math).toContain('class="fake"');
  expect(math).not.toMatch(/style=|mathcolor/);
});

it('leaves slots for numbers, in the order of the page', () => {
  const { strings, order } = typeset(['\\frac{', '}{', '} = ', ''], false);
  expect(strings).toHaveLength(4);
  expect(order).toEqual([0, 1, 2]);
  expect(strings.join('7')).toContain('<mfrac><mn>7</mn><mn>7</mn></mfrac>');
});

it('keeps slots beside words', () => {
  const { strings, order } = typeset(['x = ', ' \\text{ bits}'], false);
  expect(order).toEqual([0]);
  expect(strings.join('3')).toMatch(/3\sbits/);
});

it('sets thin spaces around named functions, not before a parenthesis', () => {
  const space = /<mtext>\s<\/mtext>/;
  expect(toMathML('\\log 2', false)).toMatch(/<mtext>\s<\/mtext><mn>2<\/mn>/);
  expect(toMathML('p \\log_2 q', false).split(space)).toHaveLength(3);
  expect(toMathML('\\log(1 - x)', false)).not.toMatch(space);
});

it('replaces the templates of a module, nested expressions kept', () => {
  const made = typesetModule('const f = [tex`x = $' + '{a(`b`)}`, other`y`];');
  expect(made).toMatch(/^const f = \[tex\(\["<math>.*",".*"\], a\(`b`\)\), other`y`\];$/);
});

it('refuses what TeX does not know', () => {
  expect(() => toMathML('\\nosuch', false)).toThrow('nosuch');
});

it('writes letters of other alphabets as characters', () => {
  expect(toMathML('\\E x', false)).toContain('<mi>𝔼</mi>');
  expect(toMathML('\\text{data}', false)).not.toContain('mathvariant');
  expect(() => toMathML('\\mathcal{N}', false)).toThrow(/no character for 'N'/);
});

it('tells a sign from a difference', () => {
  expect(toMathML('a = -1', false)).toContain('<mo form="prefix">−</mo>');
  expect(toMathML('a - 1', false)).toContain('<mi>a</mi><mo>−</mo>');
});

it('keeps formulas apart that a narrow page may break between', () => {
  const maths = (tex: string, display = true) => typeset([tex], display).strings[0].match(/<math/g)!.length;
  expect(maths('a = b, \\qquad c = d')).toBe(2);
  expect(maths('a = b, \\qquad c = d', false)).toBe(1);
  expect(maths('\\frac{a \\qquad b}{2}')).toBe(1);
  expect(maths('\\begin{aligned} a \\qquad b \\end{aligned}, \\qquad c')).toBe(2);
});
