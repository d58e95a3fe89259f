import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { attributesOf, classNames } from '../../util/condition.ts';
import type { FiniteDataset } from '../dataset.ts';
import type { DataHost } from '../host.ts';
import { openDataset } from '../registry.ts';
import { enlarged } from './enlarge.ts';
import { nodeHost } from './node.ts';

let cache: string;

beforeAll(async () => {
  cache = await mkdtemp(join(tmpdir(), 'saddle-drawings-'));
});
afterAll(() => rmSync(cache, { recursive: true }));

const open = async (options: Record<string, unknown>, host: DataHost = nodeHost(cache)) =>
  (await openDataset(options as never, host)) as FiniteDataset;

/** The colours of an image as hex digits. */
function coloursOf({ bytes }: FiniteDataset, index: number, pixels = 32 * 32): Set<string> {
  const image = Buffer.from(bytes!.subarray(index * pixels * 3, (index + 1) * pixels * 3));
  return new Set(Array.from({ length: pixels }, (_, i) => image.toString('hex', 3 * i, 3 * i + 3)));
}

const HAIR = ['cab188', 'a78961', '83623b', '611c17', '28150a', 'bd1700', '91cb15', '009bbd'];
/** Skin in the light: a tenth white. */
const SKIN = ['ffdfb4', 'e3bd93', 'bd9266', '986639'];

it('draws pixel faces with the hair and skin that their conditions say', async () => {
  const faces = await open({ name: 'pixel-faces', faces: 40, condition: 'attributes' });
  expect(faces.shape).toEqual([32, 32, 3]);
  const known = attributesOf(faces.condition)!.map(({ name, values }) => `${name}: ${values.join(', ')}`);
  expect(known).toEqual([
    'hair: blonde, light brown, brown, auburn, black, red, green, blue',
    'skin: light, medium, tan, dark',
    'glasses: without, with',
  ]);
  let hair = 0;
  for (let i = 0; i < 40; i++) {
    const vector = [...faces.conditions!.subarray(14 * i, 14 * i + 14)];
    const colours = coloursOf(faces, i);
    expect(colours.has('ffffff')).toBe(true);
    expect(colours.has(SKIN[vector.indexOf(1, 8) - 8])).toBe(true);
    hair += Number(colours.has(HAIR[vector.indexOf(1)])); // some hide behind glasses
  }
  expect(hair).toBeGreaterThan(36);
  const by = async (condition: string) => open({ name: 'pixel-faces', faces: 40, condition });
  const glasses = [...(await by('glasses')).conditions!];
  expect(glasses).toEqual(Array.from({ length: 40 }, (_, i) => faces.conditions![14 * i + 13]));
  expect(classNames((await by('glasses')).condition)).toEqual(['without', 'with']);
});

it('draws once: what is kept has the same content', async () => {
  const drawn: number[] = [];
  const host = nodeHost(cache, undefined, ({ done }) => drawn.push(done));
  const first = await open({ name: 'pixel-faces', faces: 12 }, host);
  expect(drawn.at(-1)).toBe(12);
  const before = drawn.length;
  const second = await open({ name: 'pixel-faces', faces: 12 }, host);
  expect(drawn.length).toBe(before);
  expect(second.fingerprint).toBe(first.fingerprint);
  const third = await open({ name: 'pixel-faces', faces: 12 }, nodeHost(join(cache, 'other')));
  expect(third.fingerprint).toBe(first.fingerprint);
});

/** Two emoji of each category, and four icons, of the packages. */
function fewer(host: DataHost): DataHost {
  return {
    ...host,
    async read(path, range) {
      const file = await host.read(path, range);
      const value = JSON.parse(new TextDecoder().decode(file.bytes));
      const few = (names: readonly string[]) => [names[0], names.at(-1)];
      if (path.endsWith('metadata.json')) {
        const categories = Object.entries(value.categories as Record<string, string[]>);
        value.categories = Object.fromEntries(categories.map(([name, all]) => [name, few(all)]));
      } else if (path.includes('game-icons/icons')) {
        value.icons = Object.fromEntries(Object.entries(value.icons).slice(0, 4));
      }
      return { ...file, bytes: new TextEncoder().encode(JSON.stringify(value)) };
    },
  };
}

it('draws emoji on white with their category, and says whose they are', async () => {
  const emoji = await open({ name: 'emoji' }, fewer(nodeHost(join(cache, 'emoji'))));
  expect([emoji.size, emoji.shape]).toEqual([18, [32, 32, 3]]);
  expect(classNames(emoji.condition)).toContain('Food & Drink');
  expect(emoji.source).toMatch(/Microsoft, licence MIT/);
  for (let i = 0; i < emoji.size; i++) expect(coloursOf(emoji, i).size).toBeGreaterThan(5);
  const some = await open(
    { name: 'emoji', side: 16, classes: [1, 3] },
    fewer(nodeHost(join(cache, 'emoji'))),
  );
  expect([some.size, some.shape]).toEqual([4, [16, 16, 3]]);
  const plain = await open({ name: 'emoji', tones: false }, fewer(nodeHost(join(cache, 'emoji'))));
  expect(plain.size).toBeLessThan(18);
  expect(classNames(plain.condition)).toEqual(classNames(emoji.condition));
});

it('draws icons white on black', async () => {
  const icons = await open({ name: 'icons' }, fewer(nodeHost(join(cache, 'icons'))));
  expect([icons.size, icons.shape]).toEqual([4, [32, 32, 1]]);
  expect(icons.source).toMatch(/CC BY 3.0/);
  for (let i = 0; i < 4; i++) {
    const image = icons.bytes!.subarray(1024 * i, 1024 * (i + 1));
    expect([Math.min(...image), Math.max(...image)]).toEqual([0, 255]);
  }
});

it('enlarges pixel faces to what is drawn at their size', async () => {
  const drawnAt32 = '62e210b2829ae342836bf55baa087d85bd3da3c37c084bf4f124cd226e2af1e0';
  expect((await open({ name: 'pixel-faces', faces: 12 })).fingerprint).toBe(drawnAt32);
  const small = { shape: [1, 2, 2], bytes: Uint8Array.of(1, 2, 3, 4) } as const;
  const row = [1, 2, 1, 2, 3, 4, 3, 4];
  expect(enlarged(small, 2)).toEqual({ shape: [2, 4, 2], bytes: Uint8Array.from([...row, ...row]) });
});

it('takes drawings that lie ready, and draws nothing', async () => {
  const { pictures, ...page } = nodeHost(cache);
  const options = { name: 'pixel-faces', faces: 14 };
  const drawn = await open(options, { ...page, pictures });
  const ready = await open(options, { ...page, ready: pictures!.shelf });
  expect(ready.fingerprint).toBe(drawn.fingerprint);
});

it('refuses classes of faces that have a vector, and pages, which cannot draw', async () => {
  const refused = (options: Record<string, unknown>, host?: DataHost) => expect(open(options, host)).rejects;
  await refused({ name: 'pixel-faces', faces: 12, condition: 'attributes', classes: [1] }).toThrow(
    "pixel-faces.classes: expected none with condition 'attributes'",
  );
  const { pictures: _, ...page } = nodeHost(cache);
  await refused({ name: 'pixel-faces', faces: 12 }, page).toThrow(
    'expected a host that can draw, got a page',
  );
});
