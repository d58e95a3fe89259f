import { expect, it } from 'vitest';
import { enlarged, FIT, isFit, moved, shownBounds, type Zoom } from './zoom.ts';

const scene = { x: [-2, 2], y: [0, 4] } as const;

/** The point of the scene that is shown at a place of the picture. */
function shownAt(zoom: Zoom, x: number, y: number): readonly [number, number] {
  const bounds = shownBounds(scene, zoom);
  const at = ([low, high]: readonly [number, number], share: number) => low + share * (high - low);
  return [at(bounds.x, x), at(bounds.y!, y)];
}

it('shows all of the scene at first', () => {
  expect(shownBounds(scene, FIT)).toEqual(scene);
  expect(shownBounds({ x: [0, 1] }, FIT)).toEqual({ x: [0, 1] });
  expect(isFit(enlarged(enlarged(FIT, 2), 0.5))).toBe(true);
});

it('keeps the place where it enlarges', () => {
  let zoom = moved(enlarged(FIT, 1.7), 0.1, -0.05);
  const before = shownAt(zoom, 0.2, 0.9);
  zoom = enlarged(zoom, 3, { x: 0.2, y: 0.9 });
  expect(shownAt(zoom, 0.2, 0.9)[0]).toBeCloseTo(before[0], 10);
  expect(shownAt(zoom, 0.2, 0.9)[1]).toBeCloseTo(before[1], 10);
});

it('moves the content with the hand', () => {
  const zoom = enlarged(FIT, 4);
  const [x, y] = shownAt(zoom, 0.5, 0.5);
  const after = shownAt(moved(zoom, 0.25, 0.1), 0.75, 0.6);
  expect(after[0]).toBeCloseTo(x, 10);
  expect(after[1]).toBeCloseTo(y, 10);
});

it('stays within sensible limits', () => {
  expect(enlarged(FIT, 1e9).scale).toBe(64);
  expect(enlarged(FIT, 1e-9).scale).toBe(0.5);
  expect(moved(FIT, -9, 9)).toEqual({ x: 1, y: 0, scale: 1 });
});
