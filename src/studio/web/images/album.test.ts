import { describe, expect, it } from 'vitest';
import { Album } from './album.ts';

const steps = (album: Album) => album.leaves.map(({ step }) => step);
const filled = (most: number, every: number, until: number) => {
  const album = new Album(most);
  for (let step = 0; step <= until; step += every) album.add({ step, bytes: new Uint8Array(1) });
  return album;
};

describe('the album', () => {
  it('keeps every grid while there is room', () => {
    expect(steps(filled(10, 7, 35))).toEqual([0, 7, 14, 21, 28, 35]);
  });

  it('keeps first and newest of a long run, evenly spread, within its bounds', () => {
    const kept = steps(filled(12, 3, 3000));
    expect(kept.length).toBeLessThanOrEqual(12);
    expect(kept.length).toBeGreaterThanOrEqual(5);
    expect([kept[0], kept.at(-1)]).toEqual([0, 3000]);
    const gaps = kept.slice(1, -1).map((step, i) => step - kept[i]);
    expect(Math.max(...gaps)).toBeLessThan(2.2 * Math.min(...gaps));
  });

  it('forgets what came after a step that the run went back to', () => {
    const album = filled(10, 5, 30);
    album.add({ step: 15, bytes: new Uint8Array(1) });
    expect(steps(album)).toEqual([0, 5, 10, 15]);
  });
});
