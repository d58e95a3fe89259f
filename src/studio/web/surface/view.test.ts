import { describe, expect, it } from 'vitest';
import { meshOf } from './mesh.ts';
import { ABOVE, between, cameraOf, HOME, keyed, turned } from './view.ts';

const mesh = meshOf((x, y) => x * y, { x: [-1, 1], y: [-1, 1] });

describe('a view', () => {
  it('goes all the way round, and neither over the top nor below the ground', () => {
    expect(turned({ azimuth: 170, elevation: 40 }, 20, 0).azimuth).toBe(-170);
    expect(turned(HOME, 0, 500).elevation).toBe(90);
    expect(turned(HOME, 0, -500).elevation).toBe(8);
  });

  it('is turned by arrows and turned back by Home', () => {
    expect(keyed(HOME, 'ArrowLeft')!.azimuth).toBeLessThan(HOME.azimuth);
    expect(keyed(HOME, 'ArrowUp')!.elevation).toBeGreaterThan(HOME.elevation);
    expect(keyed(ABOVE, 'Home')).toEqual(HOME);
    expect(keyed(HOME, 'a')).toBeUndefined();
  });

  it('moves the short way from one to another', () => {
    const [a, b] = [
      { azimuth: 170, elevation: 20 },
      { azimuth: -170, elevation: 40 },
    ];
    expect(between(a, b, 0)).toEqual(a);
    expect(between(a, b, 1)).toEqual(b);
    expect(Math.abs(between(a, b, 0.5).azimuth)).toBeCloseTo(180);
  });
});

describe('a camera', () => {
  it('shows x to the right and y up from above, to scale', () => {
    const camera = cameraOf(ABOVE, mesh, 400, 400);
    const [o, x, y] = [camera.seen([0, 0, 0]), camera.seen([1, 0, 0]), camera.seen([0, 1, 0])];
    expect(x[0] - o[0]).toBeGreaterThan(50);
    expect(x[1]).toBeCloseTo(o[1]);
    expect(o[1] - y[1]).toBeCloseTo(x[0] - o[0]);
    expect(camera.seen([1, 0, 0.5])[0]).toBeCloseTo(x[0]);
  });

  it('shows what is high above what is low, and what is near as near', () => {
    const camera = cameraOf({ azimuth: 0, elevation: 30 }, mesh, 400, 400);
    expect(camera.seen([0, 0, 1])[1]).toBeLessThan(camera.seen([0, 0, -1])[1]);
    expect(camera.seen([0, -1, 0])[2]).toBeLessThan(camera.seen([0, 1, 0])[2]);
  });

  it('gives light that depends on the slope', () => {
    const camera = cameraOf(HOME, mesh, 400, 400);
    const lights = mesh.cells.map(({ corners }) => camera.light(corners));
    expect(Math.max(...lights)).toBeLessThanOrEqual(1);
    expect(Math.max(...lights) - Math.min(...lights)).toBeGreaterThan(0.2);
  });
});
