import { encodePng } from '../../src/image/png.ts';

/** Black pictures with a bar, 12 × 10: white, or of a colour. */
export function pictures(
  count: number,
  colour: readonly number[] = [255],
): { name: string; mimeType: string; buffer: Buffer }[] {
  return Array.from({ length: count }, (_, i) => {
    const channels = colour.length as 1 | 3;
    const data = new Uint8Array(12 * 10 * channels);
    for (let x = 3; x < 9; x++) data.set(colour, channels * (12 * (2 + (i % 6)) + x));
    const buffer = Buffer.from(encodePng({ width: 12, height: 10, channels, data }));
    return { name: `bar${i}.png`, mimeType: 'image/png', buffer };
  });
}
