import { expect, it } from 'vitest';
import { changed, configOf, type Setup } from '../../setup/model.ts';
import { FIRST } from '../model.ts';
import { differencesOf, pairQueryOf, setupOfB, splitQuery } from './address.ts';

function through(a: Setup, b: Setup): Setup {
  const text = new URLSearchParams(pairQueryOf(a, b)).toString();
  const query = splitQuery(new URLSearchParams(text));
  return setupOfB(a, query.b!);
}

const setups: readonly Setup[] = [
  FIRST,
  { recipe: 'lab', changes: { objective: 'hinge', batch: '64' } },
  { recipe: 'lab', changes: { 'data.name': 'normal', 'data.sigma': '2' } },
  { recipe: 'lab', changes: { 'data.modes': '5', 'generator.hidden': '8,8' } },
  {
    recipe: 'lab',
    changes: { 'generator.family': 'maxout', 'generator.hidden': '8', 'generator.pieces': '3' },
  },
  { recipe: 'ring', changes: { k: '2' } },
];

it.each(setups.flatMap(a => setups.map(b => [a, b] as const)))('keeps %j and %j through a link', (a, b) => {
  expect(configOf(through(a, b))).toEqual(configOf(b));
});

it('holds of B only what differs', () => {
  const a = changed(FIRST, 'batch', '64');
  expect(pairQueryOf(a, changed(a, 'objective', 'hinge'))).toEqual({
    batch: '64',
    compare: 'ab',
    'b.objective': 'hinge',
  });
  expect(pairQueryOf(a, a)).toEqual({ batch: '64', compare: 'ab' });
  expect(pairQueryOf(a)).toEqual({ batch: '64' });
});

it('tells one setup from two', () => {
  expect(splitQuery(new URLSearchParams('batch=64')).b).toBeUndefined();
  const { a, b } = splitQuery(new URLSearchParams('batch=64&b.k=2'));
  expect([a.toString(), b?.toString()]).toEqual(['batch=64', 'k=2']);
});

it('lists the differences with both values', () => {
  const b = changed(FIRST, 'objective', 'hinge');
  expect(differencesOf(FIRST, b)).toEqual([{ path: 'objective', a: 'non-saturating', b: 'hinge' }]);
});
