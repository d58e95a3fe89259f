import { expect, it } from 'vitest';
import { packPoints, unpackPoints } from './end.ts';

it('keeps points of the line and the plane to a 255th of their bounds, and counts those outside', () => {
  const plane = { x: [-2, 2], y: [0, 1] } as const;
  const { text, outside } = packPoints(Float32Array.of(-2, 0, 1, 0.5, 5, 0.5, 2, 1), plane);
  const back = unpackPoints(text, plane);
  expect(outside).toBe(25);
  expect(back).toHaveLength(6);
  [-2, 0, 1, 0.5, 2, 1].forEach((v, i) => {
    expect(Math.abs(back[i] - v)).toBeLessThan(4 / 255);
  });
  const line = { x: [0, 10] } as const;
  expect([...unpackPoints(packPoints(Float32Array.of(0, 10), line).text, line)]).toEqual([0, 10]);
});

it('keeps nothing of samples that are all elsewhere', () => {
  expect(packPoints(Float32Array.of(100, -100), { x: [0, 1] })).toEqual({ text: '', outside: 100 });
});
