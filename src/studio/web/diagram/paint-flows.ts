import type { Flowing } from './flows.ts';
import type { Curve, Lane, Spot } from './layout.ts';

/** Pixels of a dash, and of the gap after it; those between two dots; the radius of a corner. */
const [DASH, GAP, APART, CORNER] = [7, 6, 26, 7];
/** After so many pixels dashes and dots look the same. */
const PERIOD = (DASH + GAP) * APART;

/** How far each flow has flowed, in pixels. */
export type Offsets = Map<string, number>;

/** Lets everything flow on for a time. */
export function moveFlows(offsets: Offsets, flows: readonly Flowing[], seconds: number): void {
  for (const { name, speed } of flows)
    offsets.set(name, ((offsets.get(name) ?? 0) + speed * seconds) % PERIOD);
}

export function paintFlows(ctx: CanvasRenderingContext2D, flows: readonly Flowing[], offsets: Offsets): void {
  ctx.lineCap = 'butt';
  for (const flow of flows) {
    ctx.globalAlpha = flow.alpha;
    ctx.strokeStyle = flow.color;
    ctx.fillStyle = flow.color;
    ctx.lineWidth = flow.width;
    const offset = offsets.get(flow.name) ?? 0;
    if ('lane' in flow) paintLane(ctx, flow.lane, flow.width, offset);
    else paintDots(ctx, flow.curve, offset);
  }
  ctx.globalAlpha = 1;
}

function paintLane(
  ctx: CanvasRenderingContext2D,
  { spots, ends }: Lane,
  width: number,
  offset: number,
): void {
  ctx.setLineDash([DASH, GAP]);
  ctx.lineDashOffset = -offset;
  ctx.beginPath();
  ctx.moveTo(...spots[0]);
  for (const [i, spot] of spots.slice(1, -1).entries()) ctx.arcTo(...spot, ...spots[i + 2], CORNER);
  ctx.lineTo(...spots.at(-1)!);
  ctx.stroke();
  ctx.setLineDash([]);
  if (ends) head(ctx, spots.at(-2)!, spots.at(-1)!, 6 + width);
}

function head(ctx: CanvasRenderingContext2D, from: Spot, [x, y]: Spot, size: number): void {
  const angle = Math.atan2(y - from[1], x - from[0]);
  ctx.beginPath();
  ctx.moveTo(x + 3 * Math.cos(angle), y + 3 * Math.sin(angle));
  for (const turn of [2.6, -2.6])
    ctx.lineTo(x + size * Math.cos(angle + turn), y + size * Math.sin(angle + turn));
  ctx.closePath();
  ctx.fill();
}

function paintDots(ctx: CanvasRenderingContext2D, curve: Curve, offset: number): void {
  const [from, , , to] = curve;
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
  for (let at = offset % APART; at < length; at += APART) {
    ctx.beginPath();
    ctx.arc(...alongCurve(curve, at / length), 2.6, 0, 2 * Math.PI);
    ctx.fill();
  }
}

/** A point of a Bézier curve, t from 0 to 1. */
export function alongCurve(curve: Curve, t: number): Spot {
  const weights = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t ** 2 * (1 - t), t ** 3];
  const at = (axis: 0 | 1) => curve.reduce((sum, spot, i) => sum + weights[i] * spot[axis], 0);
  return [at(0), at(1)];
}
