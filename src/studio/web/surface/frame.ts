import type { ColorName } from '../shell/theme.ts';
import { head, type Inks, type Sheet, stroke } from './ink.ts';
import { nice } from './levels.ts';
import { laid } from './lines.ts';
import type { Point } from './mesh.ts';
import type { Drawing } from './paint.ts';
import { type Camera, FLOOR, type Seen } from './view.ts';

/** The plane of both parameters below the surface: its frame, both axes, and the shadow of the ways. */
export function paintFloor(sheet: Sheet, camera: Camera, { mesh, lines, names }: Drawing, inks: Inks): void {
  const { ctx, ratio } = sheet;
  const unit = ([low, high]: readonly [number, number], v: number) => (2 * v - low - high) / (high - low);
  const below = (x: number, y: number) => camera.solid([unit(mesh.x, x), unit(mesh.y, y), FLOOR]);
  ctx.fillStyle = inks.of('sunken');
  ctx.beginPath();
  for (const [x, y] of mesh.rim) ctx.lineTo(...(below(x, y).slice(0, 2) as [number, number]));
  ctx.closePath();
  ctx.fill();
  ctx.strokeStyle = inks.of('line');
  ctx.lineWidth = 1.5 * ratio;
  ctx.stroke();
  for (const { points, kind } of lines) {
    ctx.strokeStyle = inks.of(kind);
    ctx.globalAlpha = 0.35;
    ctx.lineWidth = 1.5 * ratio;
    for (const part of laid(mesh, points)) {
      ctx.beginPath();
      for (const [x, y] of part) ctx.lineTo(...(below(x, y).slice(0, 2) as [number, number]));
      ctx.stroke();
    }
    ctx.globalAlpha = 1;
  }
  paintAxis(sheet, camera, inks, names[0], 'fake', (t, side) => [t, side, FLOOR]);
  paintAxis(sheet, camera, inks, names[1], 'optimum', (t, side) => [side, t, FLOOR]);
}

/** An axis of the floor in the colour of its player, with an arrow and a name at its end. */
function paintAxis(
  { ctx, ratio, text, family }: Sheet,
  camera: Camera,
  inks: Inks,
  name: string,
  kind: ColorName,
  place: (t: number, side: number) => readonly [number, number, number],
): void {
  ctx.strokeStyle = inks.of(kind);
  ctx.fillStyle = inks.of(kind);
  ctx.lineWidth = 1.5 * ratio;
  const [a, b] = [camera.solid(place(-1.1, 0)), camera.solid(place(1.13, 0))];
  stroke(ctx, a, b);
  head(ctx, [a, b], 8 * ratio);
  const [x, y] = camera.solid(place(1.28, 0));
  ctx.font = `600 ${text * ratio}px ${family}`;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  outlined(ctx, inks, name, x, y, ratio);
}

function outlined(
  ctx: CanvasRenderingContext2D,
  inks: Inks,
  words: string,
  x: number,
  y: number,
  ratio: number,
): void {
  ctx.strokeStyle = inks.of('panel');
  ctx.lineWidth = 4 * ratio;
  const half = ctx.measureText(words).width / 2;
  const inner = Math.min(ctx.canvas.width - half - 2, Math.max(half + 2, x));
  ctx.strokeText(words, inner, y);
  ctx.fillText(words, inner, y);
}

/** The scale of the height, at the left of the picture; none from straight above. */
export function paintScale(
  { ctx, ratio, text, family }: Sheet,
  camera: Camera,
  { mesh, level, names }: Drawing,
  inks: Inks,
): void {
  const corners = [-1, 1].flatMap(x => [-1, 1].map(y => [x, y] as const));
  const reach = mesh.round ? Math.SQRT1_2 : 1;
  const at = (v: number): Seen => {
    const all = corners.map(
      ([x, y]): Point => [
        (mesh.x[0] + mesh.x[1] + 1.12 * reach * x * (mesh.x[1] - mesh.x[0])) / 2,
        (mesh.y[0] + mesh.y[1] + 1.12 * reach * y * (mesh.y[1] - mesh.y[0])) / 2,
        v,
      ],
    );
    const [x, y, depth] = all.map(camera.seen).reduce((left, seen) => (seen[0] < left[0] ? seen : left));
    return [Math.max(3.6 * text * ratio, x), y, depth]; // room for the numbers
  };
  const [low, high] = [at(mesh.v[0]), at(mesh.v[1])];
  if (low[1] - high[1] < 60 * ratio) return;
  ctx.font = `${text * ratio}px ${family}`;
  ctx.textAlign = 'right';
  ctx.textBaseline = 'middle';
  ctx.strokeStyle = inks.of('line-strong');
  ctx.lineWidth = ratio;
  stroke(ctx, low, high);
  const marks = nice(mesh.v, 5).filter(v => Math.abs(at(v)[1] - at(level)[1]) > 1.3 * text * ratio);
  for (const v of [...marks, level]) {
    const [x, y] = at(v);
    ctx.strokeStyle = inks.of(v === level ? 'text' : 'line-strong');
    stroke(ctx, [x - 4 * ratio, y, 0], [x, y, 0]);
    ctx.fillStyle = inks.of(v === level ? 'text' : 'muted');
    ctx.fillText(v === level ? levelText(level) : String(v).replace('-', '−'), x - 7 * ratio, y);
  }
  ctx.fillStyle = inks.of('text');
  ctx.font = `600 ${text * ratio}px ${family}`;
  ctx.textAlign = 'center';
  ctx.fillText(names[2], high[0], at(mesh.v[1])[1] - 1.2 * text * ratio);
}

const levelText = (level: number) => level.toFixed(2).replace('-', '−');
