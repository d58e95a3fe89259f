import { expect, it } from 'vitest';
import { embedCode, embedHash, isEmbed, plainHash } from './embed.ts';
import { parseRoute } from './route.ts';

it.each([
  ['#/lab', '#/lab?embed'],
  ['#/lab?k=2&data.values=1%2C2', '#/lab?embed&k=2&data.values=1%2C2'],
  ['#/course/value/2', '#/course/value/2?embed'],
])('%s: alone and back', (plain, alone) => {
  expect(embedHash(plain)).toBe(alone);
  expect(embedHash(alone)).toBe(alone);
  expect(plainHash(alone)).toBe(plain);
  expect(plainHash(alone.replace('embed', 'embed='))).toBe(plain);
  expect([isEmbed(parseRoute(alone)), isEmbed(parseRoute(plain))]).toEqual([true, false]);
});

it('writes HTML that holds what it is given as it is', () => {
  const address = 'https://site.org/gan/?x=1#/lab?k=2&data.name=moons';
  expect(embedCode({ address, title: 'D "and" G', height: 500 })).toBe(
    '<iframe src="https://site.org/gan/#/lab?embed&amp;k=2&amp;data.name=moons" title="D &quot;and&quot; G" ' +
      'width="100%" height="500" style="border: 0" loading="lazy"></iframe>',
  );
});
