import { useEffect, useRef } from 'preact/hooks';
import type { Anatomy } from '../engine/anatomy/anatomy.ts';
import type { Kind } from '../lab/slow-motion/stages.ts';
import { cleared } from './board.ts';
import { edgesOf, paintCurve, paintEdges } from './edges.ts';
import { PLAYERS } from './given.ts';
import type { Box, Layout, Player } from './layout.ts';
import { isLit } from './lit.ts';
import { paintField } from './paint.ts';
import type { Palette } from './palette.ts';
import { rangeOf, saidBy } from './words.ts';

interface SheetProps {
  readonly layout: Layout;
  readonly anatomy: Anatomy;
  readonly colors: Palette;
  readonly kind?: Kind;
}

const [DIM, CORNER] = [0.2, 5];
/** A unit that says hardly anything beside its layer stays pale: the least share of the layer's scale. */
const LEAST = 0.15;

/** Weights and units of both networks, painted on one canvas: many small ones take the browser longer to put together. */
export function Sheet({ layout, anatomy, colors, kind }: SheetProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const ctx = cleared(canvas.current!, layout.width, layout.height);
    paintCurve(ctx, layout.joins.real, colors.real, isLit('real', kind) ? 0.6 : DIM);
    paintCurve(ctx, layout.joins.generated, colors.fake, isLit('generated', kind) ? 0.6 : DIM);
    for (const player of PLAYERS) {
      const alpha = isLit(player, kind) ? 1 : DIM;
      paintEdges(ctx, edgesOf(anatomy[player], layout.networks[player]), colors, alpha);
      ctx.globalAlpha = alpha;
      paintUnits(ctx, player, { layout, anatomy, colors });
      ctx.globalAlpha = 1;
    }
  }, [layout, anatomy, colors, kind]);
  return <canvas ref={canvas} />;
}

function paintUnits(
  ctx: CanvasRenderingContext2D,
  player: Player,
  { layout, anatomy, colors }: Pick<SheetProps, 'layout' | 'anatomy' | 'colors'>,
): void {
  const { cells, layers } = anatomy[player];
  const picture = document.createElement('canvas');
  for (const [i, column] of layout.networks[player].columns.entries()) {
    const whole = sizeOf(layers[i].values);
    for (const [unit, box] of column.entries()) {
      const values = saidBy(layers[i], unit);
      const most = Math.max(sizeOf(values), LEAST * whole, 1e-9);
      paintField(picture, { values, cells, most, tones: ['minus', 'plus'] }, colors);
      paintTile(ctx, picture, box, colors.panel);
    }
  }
}

const sizeOf = (values: Float32Array) => Math.max(...rangeOf(values).map(Math.abs));

/** A picture with round corners. */
function paintTile(
  ctx: CanvasRenderingContext2D,
  picture: HTMLCanvasElement,
  { x, y, width, height }: Box,
  ground: string,
): void {
  ctx.save();
  ctx.beginPath();
  ctx.roundRect(x, y, width, height, CORNER);
  ctx.fillStyle = ground;
  ctx.fill();
  ctx.clip();
  ctx.drawImage(picture, x, y, width, height);
  ctx.restore();
}
