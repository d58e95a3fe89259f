import { describe, expect, it } from 'vitest';
import { nice } from './levels.ts';
import { laid } from './lines.ts';
import { meshOf, meshOfGrid } from './mesh.ts';

const saddle = (x: number, y: number) => x * x - y * y;
const frame = { x: [-2, 2], y: [-1, 1] } as const;

describe('meshOf', () => {
  it('lays cells over the frame, or over the disc in it', () => {
    const square = meshOf(saddle, { ...frame, cells: 8 });
    const round = meshOf(saddle, { ...frame, cells: 8, round: true });
    expect(square.cells).toHaveLength(64);
    expect(square.v).toEqual([-1, 4]);
    expect(square.inside(2, 1)).toBe(true);
    expect(round.inside(2, 1)).toBe(false);
    for (const [x, y] of round.rim) {
      expect((x / 2) ** 2 + y ** 2).toBeCloseTo(1, 12);
      expect(round.inside(x, y)).toBe(true);
    }
  });

  it('draws contours at their height, and one at the level of the solution', () => {
    const { cells } = meshOf(saddle, { ...frame, cells: 20, level: 0.123 });
    const contours = cells.flatMap(cell => cell.contours);
    expect(contours.some(({ level }) => level === 0.123)).toBe(true);
    for (const { level, from, to } of contours) {
      for (const [x, y, v] of [from, to]) {
        expect(v).toBe(level);
        expect(Math.abs(saddle(x, y) - level)).toBeLessThan(0.05);
      }
    }
  });

  it('is level where the function is', () => {
    const { cells, v } = meshOf(() => 3, frame);
    expect(v).toEqual([3, 3]);
    expect(cells.flatMap(cell => cell.contours)).toEqual([]);
  });
});

describe('meshOfGrid', () => {
  it('goes through its values and is straight between them', () => {
    const mesh = meshOfGrid([0, 1, 2, 10, 11, 12, 20, 21, 22], { x: [0, 2], y: [0, 2] });
    expect(mesh.height(1, 2)).toBe(21);
    expect(mesh.height(0.5, 1)).toBeCloseTo(10.5);
    expect(mesh.height(2, 0.25)).toBeCloseTo(4.5);
    expect(mesh.v).toEqual([0, 22]);
  });
});

describe('laid', () => {
  const mesh = meshOf(saddle, frame);

  it('follows the surface between the places of a way', () => {
    const [way, ...rest] = laid(mesh, [
      [-2, 0],
      [2, 0],
    ]);
    expect(rest).toEqual([]);
    expect(way.length).toBeGreaterThan(50);
    for (const [x, y, v] of way) expect(v - saddle(x, y)).toBeCloseTo(0.06, 2);
  });

  it('is cut where it leaves the frame', () => {
    const out = laid(mesh, [
      [0, 0],
      [0, 3],
      [1, 3],
      [1, 0],
    ]);
    expect(out).toHaveLength(2);
    expect(Math.max(...out.flat().map(p => p[1]))).toBeLessThanOrEqual(1 + 1e-9);
  });
});

describe('nice', () => {
  it.each([
    [[0, 10], 5, [0, 2, 4, 6, 8, 10]],
    [[-3.1, -0.7], 5, [-3, -2.5, -2, -1.5, -1]],
    [[1, 1], 5, []],
  ] as const)('round numbers in %j', (range, count, expected) => {
    expect(nice(range, count)).toEqual(expected);
  });
});
