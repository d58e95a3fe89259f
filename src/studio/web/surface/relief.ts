import { type Inks, type Sheet, stroke } from './ink.ts';
import type { Cell } from './mesh.ts';
import type { Drawing } from './paint.ts';
import type { Camera, Seen } from './view.ts';

/** Something of the scene, drawn when all behind it is. */
export interface Item {
  readonly depth: number;
  readonly draw: () => void;
}

/** Ways lie above the surface: they are drawn after the cell that they are on. */
export const NEARER = 0.09;

/** A way in pieces, each at its own distance. */
export function pieces(seen: readonly Seen[], nearer: number, draw: (a: Seen, b: Seen) => void): Item[] {
  return seen.slice(1).map((b, i) => ({
    depth: (seen[i][2] + b[2]) / 2 - nearer,
    draw: () => draw(seen[i], b),
  }));
}

/** A cell's colour: whose gain it is, the stronger the farther from the level, in its light. */
function toneOf(
  { mesh: { v }, level }: Drawing,
  { panel, up, down, dark }: Inks,
  height: number,
  light: number,
): string {
  const share = height >= level ? (height - level) / (v[1] - level) : (level - height) / (level - v[0]);
  const end = height >= level ? up : down;
  const strength = 0.1 + (dark ? 0.62 : 0.52) * Math.min(1, share || 0) ** 0.65;
  const [least, most] = dark ? [0.62, 1.22] : [0.8, 1.04];
  const bright = least + (most - least) * light;
  const ground = dark ? panel.map(c => c + 22) : panel;
  return `rgb(${ground.map((c, k) => Math.round(Math.min(255, bright * (c + strength * (end[k] - c))))).join()})`;
}

/** A cell of the surface. */
export function cellItem(
  { ctx, ratio }: Sheet,
  camera: Camera,
  drawing: Drawing,
  inks: Inks,
  cell: Cell,
): Item {
  const seen = cell.corners.map(camera.seen);
  const mean = (k: 0 | 1 | 2 | 3) => seen[k][2];
  const height = cell.corners.reduce((sum, corner) => sum + corner[2], 0) / 4;
  return {
    depth: (mean(0) + mean(1) + mean(2) + mean(3)) / 4,
    draw: () => {
      ctx.fillStyle = toneOf(drawing, inks, height, camera.light(cell.corners));
      ctx.strokeStyle = ctx.fillStyle;
      ctx.lineWidth = 0.8 * ratio; // closes the seams between cells
      ctx.beginPath();
      for (const [x, y] of seen) ctx.lineTo(x, y);
      ctx.closePath();
      ctx.fill();
      ctx.stroke();
    },
  };
}

/** Where the surface has a round height; the solution's is the dark one. */
export function contourItems({ ctx, ratio }: Sheet, camera: Camera, drawing: Drawing, inks: Inks): Item[] {
  const contours = drawing.mesh.cells.flatMap(cell => cell.contours);
  return contours.flatMap(({ level, from, to }) =>
    pieces([camera.seen(from), camera.seen(to)], NEARER / 2, (a, b) => {
      const main = level === drawing.level;
      ctx.strokeStyle = inks.of(main ? 'text' : 'muted');
      ctx.globalAlpha = main ? 0.85 : 0.32;
      ctx.lineWidth = (main ? 1.6 : 1) * ratio;
      stroke(ctx, a, b);
      ctx.globalAlpha = 1;
    }),
  );
}
