import type { NetworkAnatomy } from '../engine/anatomy/anatomy.ts';
import type { Box, Curve, Laid, Spot } from './layout.ts';

/** A weight from one place to another. */
export interface Edge {
  readonly from: Spot;
  readonly to: Spot;
  readonly weight: number;
  /** |weight| as a share of the largest between the same layers. */
  readonly share: number;
}

/** A pair of layers with small weights stays pale. */
const LEAST_SCALE = 0.3;

/** The weights between all that is shown of a network, the smallest first. */
export function edgesOf({ layers }: NetworkAnatomy, laid: Laid): Edge[] {
  const { columns, towards } = laid;
  const whole = columns.length === layers.length - 1;
  const starts = [laid.inputs, ...columns.map(column => column.map(box => side(box, towards)))];
  const ends = [...columns.map(column => column.map(box => side(box, towards === 1 ? -1 : 1))), laid.outputs];
  const edges = (whole ? ends : columns).flatMap((_, i) => between(starts[i], ends[i], layers[i].weights));
  return edges.sort((a, b) => a.share - b.share);
}

const side = ({ x, y, width, height }: Box, towards: 1 | -1): Spot => [
  towards === 1 ? x + width : x,
  y + height / 2,
];

function between(from: readonly Spot[], to: readonly Spot[], weights: Float32Array): Edge[] {
  const most = weights.reduce((max, w) => Math.max(max, Math.abs(w)), LEAST_SCALE);
  return to.flatMap((end, i) =>
    from.map((start, j) => {
      const weight = weights[i * from.length + j];
      return { from: start, to: end, weight, share: Math.abs(weight) / most };
    }),
  );
}

export interface Ink {
  readonly plus: string;
  readonly minus: string;
}

/**
 * Each weight as a line: as wide as it is large, in the colour of its sign.
 * @param alpha of all of them
 */
export function paintEdges(
  ctx: CanvasRenderingContext2D,
  edges: readonly Edge[],
  ink: Ink,
  alpha: number,
): void {
  ctx.lineCap = 'round';
  for (const { from, to, weight, share } of edges) {
    if (!(share > 0.02)) continue;
    ctx.globalAlpha = alpha * (0.1 + 0.7 * share);
    ctx.lineWidth = 0.5 + 2.7 * share;
    ctx.strokeStyle = weight > 0 ? ink.plus : ink.minus;
    const half = (to[0] - from[0]) / 2;
    ctx.beginPath();
    ctx.moveTo(from[0], from[1]);
    ctx.bezierCurveTo(from[0] + half, from[1], to[0] - half, to[1], to[0], to[1]);
    ctx.stroke();
  }
  ctx.globalAlpha = 1;
}

/** A way of samples. */
export function paintCurve(
  ctx: CanvasRenderingContext2D,
  [from, first, second, to]: Curve,
  ink: string,
  alpha: number,
): void {
  ctx.globalAlpha = alpha;
  ctx.lineWidth = 1.5;
  ctx.strokeStyle = ink;
  ctx.beginPath();
  ctx.moveTo(...from);
  ctx.bezierCurveTo(...first, ...second, ...to);
  ctx.stroke();
  ctx.globalAlpha = 1;
}
