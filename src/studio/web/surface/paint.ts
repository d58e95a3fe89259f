import { paintFloor, paintScale } from './frame.ts';
import { head, type Inks, type Sheet, stroke } from './ink.ts';
import { type Dot, type Line, laid } from './lines.ts';
import type { Mesh } from './mesh.ts';
import { cellItem, contourItems, type Item, NEARER, pieces } from './relief.ts';
import type { Camera, Seen } from './view.ts';

/** What is drawn. */
export interface Drawing {
  readonly mesh: Mesh;
  /** Where neither player is ahead: the surface is in D's colour above it, in G's below. */
  readonly level: number;
  readonly lines: readonly Line[];
  readonly dots: readonly Dot[];
  /** Names of the axes: G's, D's, and of the height. */
  readonly names: readonly [x: string, y: string, v: string];
}

/** Draws the whole picture: floor, surface with its contours and ways, the scale of the height. */
export function paint(sheet: Sheet, camera: Camera, drawing: Drawing, inks: Inks): void {
  const { ctx, ratio } = sheet;
  ctx.lineCap = 'round';
  ctx.lineJoin = 'round';
  paintFloor(sheet, camera, drawing, inks);
  const { mesh, lines, dots } = drawing;
  const ways = lines.flatMap(line =>
    laid(mesh, line.points).map(points => ({ line, seen: points.map(camera.seen) })),
  );
  const items: Item[] = [
    ...mesh.cells.map(cell => cellItem(sheet, camera, drawing, inks, cell)),
    ...contourItems(sheet, camera, drawing, inks),
    ...laid(mesh, mesh.rim).flatMap(rim =>
      pieces(rim.map(camera.seen), NEARER, (a, b) => {
        ctx.strokeStyle = inks.of('line-strong');
        ctx.lineWidth = 1.2 * ratio;
        stroke(ctx, a, b);
      }),
    ),
    ...ways.flatMap(({ line, seen }) => pieces(seen, NEARER, (a, b) => wayPiece(sheet, inks, line, a, b))),
    ...dots.filter(({ at }) => mesh.inside(...at)).map(dot => dotItem(sheet, camera, drawing, inks, dot)),
  ];
  for (const { draw } of items.sort((a, b) => b.depth - a.depth)) draw();
  for (const { line, seen } of ways) ghost(sheet, inks, line, seen);
  paintScale(sheet, camera, drawing, inks);
}

function wayPiece(
  { ctx, ratio }: Sheet,
  inks: Inks,
  { kind, width = 2.5, faint }: Line,
  a: Seen,
  b: Seen,
): void {
  ctx.globalAlpha = faint ? 0.55 : 1;
  if (!faint) {
    ctx.lineCap = 'butt'; // a rim of light that does not cover the piece before
    ctx.strokeStyle = inks.of('panel');
    ctx.lineWidth = (width + 2) * ratio;
    ctx.globalAlpha = 0.55;
    stroke(ctx, a, b);
    ctx.globalAlpha = 1;
    ctx.lineCap = 'round';
  }
  ctx.strokeStyle = inks.of(kind);
  ctx.lineWidth = width * ratio;
  stroke(ctx, a, b);
  ctx.globalAlpha = 1;
}

/** The same way once more, lightly, so that one sees where it goes behind the surface; and its head. */
function ghost(
  { ctx, ratio }: Sheet,
  inks: Inks,
  { kind, width = 2.5, faint, arrow }: Line,
  seen: readonly Seen[],
): void {
  ctx.strokeStyle = inks.of(kind);
  ctx.lineWidth = width * ratio;
  ctx.globalAlpha = faint ? 0.12 : 0.3;
  ctx.beginPath();
  for (const [x, y] of seen) ctx.lineTo(x, y);
  ctx.stroke();
  ctx.globalAlpha = 1;
  if (arrow) head(ctx, seen, 3.2 * width * ratio);
}

function dotItem(
  { ctx, ratio }: Sheet,
  camera: Camera,
  { mesh }: Drawing,
  inks: Inks,
  { at, kind, size = 5 }: Dot,
): Item {
  const lift = 0.015 * (mesh.v[1] - mesh.v[0]);
  const [x, y, depth] = camera.seen([...at, mesh.height(...at) + lift]);
  return {
    depth: depth - 3 * NEARER,
    draw: () => {
      ctx.beginPath();
      ctx.arc(x, y, size * ratio, 0, 2 * Math.PI);
      ctx.fillStyle = inks.of(kind);
      ctx.fill();
      ctx.strokeStyle = inks.of('panel');
      ctx.lineWidth = 2 * ratio;
      ctx.stroke();
    },
  };
}
