import type { Locator } from 'playwright-core';
import { expect } from 'vitest';

/** The grey levels of a picture, as text. */
export async function inkOf(place: Locator): Promise<string> {
  return (await levels(place)).join(' ');
}

/** Brightness of each pixel of a canvas, or of the one in an element. */
function levels(place: Locator): Promise<number[]> {
  return place.evaluate(element => {
    const canvas = element instanceof HTMLCanvasElement ? element : element.querySelector('canvas')!;
    const copy = new OffscreenCanvas(canvas.width, canvas.height);
    const context = copy.getContext('2d', { willReadFrequently: true })!;
    context.drawImage(canvas, 0, 0);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    return Array.from({ length: data.length / 4 }, (_, i) => data[4 * i]);
  });
}

export const changes = (place: Locator, before: string) => expect.poll(() => inkOf(place)).not.toBe(before);
export const becomes = (place: Locator, ink: string) => expect.poll(() => inkOf(place)).toBe(ink);
/** The picture has more than one level. */
export const drawn = (place: Locator) =>
  expect.poll(async () => new Set(await levels(place)).size).toBeGreaterThan(5);
export const becomesDark = (place: Locator) =>
  expect.poll(async () => (await levels(place)).filter(level => level < 128).length).toBeGreaterThan(40);

/** Equal up to a level: another order of additions rounds otherwise. */
export async function similar(place: Locator, ink: string): Promise<void> {
  const expected = ink.split(' ').map(Number);
  const worst = async () => {
    const found = await levels(place);
    return Math.max(...found.map((level, i) => Math.abs(level - expected[i])));
  };
  await expect.poll(worst).toBeLessThanOrEqual(1);
}
