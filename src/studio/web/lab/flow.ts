import { densityOf } from '../engine/density.ts';
import type { Picture, Scene } from '../engine/messages.ts';

/** Slow at both ends. */
const eased = (t: number) => t * t * (3 - 2 * t);

/** Points on the way from one place to another; t from 0 to 1. */
export function between(from: Float32Array, to: Float32Array, t: number): Float32Array {
  const share = eased(t);
  return to.map((v, i) => from[i] + share * (v - from[i]));
}

/** A picture with samples, mesh and density on the way from the noise to where G puts them. */
export function flowing(scene: Scene, picture: Picture, t: number): Picture {
  const { noise, grid, dimension } = scene;
  const samples = between(noise.samples, picture.samples, t);
  return {
    ...picture,
    samples,
    slopes: undefined,
    mesh: picture.mesh && between(noise.mesh, picture.mesh, t),
    density: dimension === 1 ? Float32Array.from(densityOf(samples, grid)) : undefined,
  };
}
