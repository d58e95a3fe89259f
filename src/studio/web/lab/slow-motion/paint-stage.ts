import type { Scene } from '../../engine/messages.ts';
import { divergingColors, drawDots, type PaintOptions, type Palette, placeIn, shares } from '../paint.ts';
import { paintLine } from '../paint-line.ts';
import { paintPlane } from '../paint-plane.ts';

/** What is painted on: a canvas of the plane is a square. */
export interface Surface {
  readonly ctx: CanvasRenderingContext2D;
  readonly width: number;
  readonly height: number;
  readonly colors: Palette;
}

/** What a picture holds; the rest of the scene is left out. */
export interface Content {
  readonly reals?: Float32Array;
  readonly samples?: Float32Array;
  readonly field?: Float32Array;
  /** Where samples are drawn to. */
  readonly slopes?: Float32Array;
  /** How the field is to be read; default: as D's answers are. */
  readonly critic?: boolean;
  readonly undecided?: number;
}

const NONE = new Float32Array();

export function paintContent({ ctx, width, height, colors }: Surface, scene: Scene, content: Content): void {
  const { reals, samples, field, slopes, critic = false, undecided } = content;
  const plane = scene.dimension === 2;
  const options: PaintOptions = {
    scene: { ...scene, reals: reals ?? NONE },
    picture: { step: 0, samples: samples ?? NONE, critic, undecided, field, slopes },
    layers: { field: true, optimum: false, arrows: true, mesh: false, density: false },
    dots: { real: !plane, fake: !plane && samples !== undefined },
    view: 'discriminator',
    shown: scene.grid.bounds,
  };
  if (!plane) {
    paintLine(ctx, width, height, options, colors);
    return;
  }
  paintPlane(ctx, width, options, colors);
  const dot = { size: dotSize(width), alpha: 0.9 };
  const place = placeIn(scene.grid.bounds, width);
  if (reals) drawDots(ctx, reals, place, { ...dot, fill: colors.real });
  if (samples) drawDots(ctx, samples, place, { ...dot, fill: colors.fake });
}

const dotSize = (width: number) => Math.max(2, width / 190);

/** For noise, which is neither real nor generated: in the colour of text. */
export const inText = (surface: Surface): Surface => ({
  ...surface,
  colors: { ...surface.colors, fake: surface.colors.text },
});

/** A thin line from each place to the next, in the plane. */
export function paintWays(
  { ctx, width, colors }: Surface,
  scene: Scene,
  from: Float32Array,
  to: Float32Array,
): void {
  if (scene.dimension === 1) return;
  const place = placeIn(scene.grid.bounds, width);
  ctx.strokeStyle = colors.fake;
  ctx.lineWidth = Math.max(1, width / 900);
  ctx.globalAlpha = 0.35;
  ctx.beginPath();
  for (let i = 0; i < to.length; i += 2) {
    ctx.moveTo(...place(from[i], from[i + 1]));
    ctx.lineTo(...place(to[i], to[i + 1]));
  }
  ctx.stroke();
  ctx.globalAlpha = 1;
}

/** Samples of the plane with D's answers. */
interface Answered {
  /** [m, 2] */
  readonly points: Float32Array;
  /** [m] */
  readonly answers: Float32Array;
}

interface Seen {
  readonly real: Answered;
  readonly fake: Answered;
  readonly critic: boolean;
  readonly undecided: number;
}

/** Shares near ½ pulled apart, so that small leanings show. */
const stretched = (share: number) => 0.5 + 0.5 * Math.sign(share - 0.5) * Math.sqrt(Math.abs(2 * share - 1));

/** Each sample of the plane in the colour of D's answer: real ones as squares, generated ones as circles. */
export function paintAnswers({ ctx, width, colors }: Surface, scene: Scene, seen: Seen): void {
  const both = Float32Array.of(...seen.real.answers, ...seen.fake.answers);
  const share = shares(both, seen.critic, seen.undecided).map(stretched);
  const fill = divergingColors({ ...colors, rgb: { ...colors.rgb, panel: [255, 255, 255] } });
  const rgba = new Uint8ClampedArray(4);
  const place = placeIn(scene.grid.bounds, width);
  const r = 1.5 * dotSize(width);
  const m = seen.real.answers.length;
  ctx.lineWidth = Math.max(1, width / 400);
  share.forEach((value, i) => {
    const real = i < m;
    const { points } = real ? seen.real : seen.fake;
    const at = 2 * (i % m);
    const [x, y] = place(points[at], points[at + 1]);
    fill(value, rgba, 0);
    ctx.fillStyle = `rgb(${rgba[0]}, ${rgba[1]}, ${rgba[2]})`;
    ctx.strokeStyle = real ? colors.real : colors.fake;
    ctx.beginPath();
    if (real) ctx.rect(x - r, y - r, 2 * r, 2 * r);
    else ctx.arc(x, y, r, 0, 2 * Math.PI);
    ctx.fill();
    ctx.stroke();
  });
}
