import { expect, it } from 'vitest';
import { parseAttributes } from './attributes.ts';

it('reads attributes by name, values with spaces too', () => {
  expect(parseAttributes('hair=light brown, skin = dark')).toEqual({ hair: 'light brown', skin: 'dark' });
});

it.each([
  [
    'red',
    /^--attributes: expected names and values such as hair=red,skin=dark, got 'red'; write name=value$/,
  ],
  ['hair=red,', /got ''; write/],
  ['=red', /got '=red'; write/],
  ['hair=', /got 'hair='; write/],
  [
    'hair=red,hair=blue',
    /^--attributes: expected each attribute once, got 'hair' twice \(red, blue\); leave one out$/,
  ],
])('refuses %s', (text, sentence) => {
  expect(() => parseAttributes(text)).toThrow(sentence);
});
