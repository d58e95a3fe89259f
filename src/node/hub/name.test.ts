import { expect, it } from 'vitest';
import { hubName, revisionOf } from './name.ts';

it.each(['ada/x', 'a-b/c.d_e', 'A1/2'])('takes hf:%s', name => {
  expect(hubName('push', `hf:${name}`)).toBe(name);
});

it.each([
  ...['ada/x', 'hf:ada', 'hf:', 'hf:a/b/c', 'hf:../x', 'hf:a--b/c', 'hf:ada/x.git', 'hf:ada/-x', 'hf:ada/x.'],
  ...['hf:a/b?c', 'hf:a/b#c', 'hf: a/b', 'https://huggingface.co/ada/x', `hf:a/${'b'.repeat(99)}`],
])('refuses %s', text => {
  expect(() => hubName('push', text)).toThrow(/^push: expected a model on the Hub such as hf:user\/name/);
});

it('takes what git takes as a revision', () => {
  expect(['main', 'v1.2', 'refs/pr/3', 'a'.repeat(40)].map(revisionOf)).toHaveLength(4);
  for (const text of ['', '-x', 'a..b', 'a b', 'a?b', 'x.lock', 'x/', '../x'])
    expect(() => revisionOf(text)).toThrow(/^--revision: expected/);
});
