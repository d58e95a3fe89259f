import { objective } from '../../../../gan/objectives/index.ts';
import type { Config } from '../../../../train/config.ts';
import type { Trace } from '../../engine/inspect.ts';
import type { Scene } from '../../engine/messages.ts';
import { noisePlaces } from '../../engine/scene.ts';
import { digits } from '../../shell/chart.tsx';
import { between } from '../flow.ts';
import { divergingColors, drawDots, type PaintOptions, type Palette, shares } from '../paint.ts';
import { paintLine } from '../paint-line.ts';
import { paintPlane } from '../paint-plane.ts';
import { answers, type Stage, undecidedIn } from './stages.ts';

/** What is painted on: a canvas of the plane is a square. */
export interface Surface {
  readonly ctx: CanvasRenderingContext2D;
  readonly width: number;
  readonly height: number;
  readonly colors: Palette;
}

/** A picture of a stage; `t` from 0 to 1 is how far its movement got. */
export interface StagePicture {
  readonly title: string;
  readonly moves?: boolean;
  paint(surface: Surface, t: number): void;
}

/** What a picture holds; the rest of the scene is left out. */
interface Content {
  readonly reals?: Float32Array;
  readonly samples?: Float32Array;
  readonly field?: Float32Array;
  /** Where samples are drawn to. */
  readonly slopes?: Float32Array;
  /** Default: as D's answers are. */
  readonly critic?: boolean;
  readonly undecided?: number;
}

const NONE = new Float32Array();

/** The pictures that belong to a stage, side by side. */
export function picturesOf(stage: Stage, trace: Trace, scene: Scene, config: Config): StagePicture[] {
  const { kind, move, before } = stage;
  const { x: reals, generated: samples } = move;
  const undecided = undecidedIn(move, objective(config.objective).undecided ?? 0, trace.critic);
  const start = noisePlaces(move.z, config.noise, scene.grid.bounds);
  const draw = (surface: Surface, content: Content) =>
    paintContent(surface, scene, { critic: trace.critic, undecided, step: trace.step, ...content });
  switch (kind) {
    case 'data':
      return [{ title: 'The minibatch x', paint: surface => draw(surface, { reals }) }];
    case 'noise':
      return [
        { title: 'The noise z, in the frame of the data', paint: s => draw(inText(s), { samples: start }) },
      ];
    case 'fakes':
      return [
        {
          title: 'G takes each z to G(z)',
          moves: true,
          paint: (surface, t) => {
            draw(surface, { samples: between(start, samples, t) });
            ways(surface, scene, start, samples);
          },
        },
      ];
    case 'judge':
      return [
        {
          title: 'D’s answers: the bluer, the more real; squares are real, circles generated',
          paint: surface => {
            draw(surface, scene.dimension === 1 ? { reals, samples, field: before } : { field: before });
            const seen = { undecided, critic: trace.critic, real: reals, fake: samples };
            if (config.pac === 1) scores(surface, scene, stage, seen);
          },
        },
      ];
    case 'ascend': {
      const change = move.field!.map((v, i) => v - before[i]);
      return [
        { title: 'D before', paint: surface => draw(surface, { reals, samples, field: before }) },
        { title: 'D after', paint: surface => draw(surface, { reals, samples, field: move.field }) },
        {
          title: `Change of D, up to ${digits(largest(change))}: blue up, orange down`,
          paint: surface => draw(surface, { field: change, critic: true, undecided: 0 }),
        },
      ];
    }
    case 'descend': {
      const slopes = move.slopes!.map(v => -v);
      const drawn = {
        title: 'Where G’s loss draws G(z)',
        paint: (s: Surface) => draw(s, { samples, field: before, slopes }),
      };
      const { moved } = move;
      if (!moved) return [drawn];
      const { times, ends } = enlarged(samples, moved, scene);
      const title = `G’s move of the same noise${times > 1 ? `, ${times} times enlarged` : ''}`;
      const after = (surface: Surface, t: number) => {
        draw(surface, { samples: between(samples, ends, t), field: before });
        ways(surface, scene, samples, ends);
      };
      return [drawn, { title, moves: true, paint: after }];
    }
  }
}

interface Details extends Content {
  readonly critic: boolean;
  readonly undecided: number;
  readonly step: number;
}

function paintContent({ ctx, width, height, colors }: Surface, scene: Scene, content: Details): void {
  const { reals, samples, field, slopes, critic, undecided, step } = content;
  const plane = scene.dimension === 2;
  const options: PaintOptions = {
    scene: { ...scene, reals: reals ?? NONE },
    picture: { step, samples: samples ?? NONE, critic, undecided, field, slopes },
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
  const place = placeIn(scene, width);
  if (reals) drawDots(ctx, reals, place, { ...dot, fill: colors.real });
  if (samples) drawDots(ctx, samples, place, { ...dot, fill: colors.fake });
}

const dotSize = (width: number) => Math.max(2, width / 190);

/** Where a point of the plane lies in a square. */
function placeIn({ grid: { bounds } }: Scene, size: number) {
  const { x, y = x } = bounds;
  return (a: number, b: number): readonly [number, number] => [
    (size * (a - x[0])) / (x[1] - x[0]),
    size - (size * (b - y[0])) / (y[1] - y[0]),
  ];
}

/** Noise is neither real nor generated: in the colour of text. */
const inText = (surface: Surface): Surface => ({
  ...surface,
  colors: { ...surface.colors, fake: surface.colors.text },
});

const largest = (values: Float32Array) => values.reduce((most, v) => Math.max(most, Math.abs(v)), 0);

const TIMES = [1000, 500, 200, 100, 50, 20, 10, 5, 2, 1];
/** Share of the frame that the longest way may take when it is enlarged. */
const ROOM = 0.12;

/** Small ways made as much longer as the frame allows. */
function enlarged(from: Float32Array, to: Float32Array, { grid: { bounds } }: Scene) {
  const ways = to.map((v, i) => v - from[i]);
  const room = ROOM * (bounds.x[1] - bounds.x[0]);
  const times = TIMES.find(factor => factor * largest(ways) <= room) ?? 1;
  return { times, ends: from.map((v, i) => v + times * ways[i]) };
}

/** A thin line from each place to the next, in the plane. */
function ways({ ctx, width, colors }: Surface, scene: Scene, from: Float32Array, to: Float32Array): void {
  if (scene.dimension === 1) return;
  const place = placeIn(scene, width);
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

interface Seen {
  readonly critic: boolean;
  readonly undecided: number;
  readonly real: Float32Array;
  readonly fake: Float32Array;
}

/** Shares near ½ pulled apart, so that small leanings show. */
const stretched = (share: number) => 0.5 + 0.5 * Math.sign(share - 0.5) * Math.sqrt(Math.abs(2 * share - 1));

/** Each sample in the colour of D's answer: real ones as squares, generated ones as circles. */
function scores({ ctx, width, colors }: Surface, scene: Scene, { move }: Stage, seen: Seen): void {
  if (scene.dimension === 1) return;
  const { critic, undecided } = seen;
  const both = [...move.logits.real, ...move.logits.fake];
  const share = shares(answers(Float32Array.from(both), critic), critic, undecided).map(stretched);
  const fill = divergingColors({ ...colors, rgb: { ...colors.rgb, panel: [255, 255, 255] } });
  const rgba = new Uint8ClampedArray(4);
  const place = placeIn(scene, width);
  const r = 1.5 * dotSize(width);
  const m = move.logits.real.length;
  ctx.lineWidth = Math.max(1, width / 400);
  for (let i = 0; i < both.length; i++) {
    const real = i < m;
    const points = real ? seen.real : seen.fake;
    const at = 2 * (i % m);
    const [x, y] = place(points[at], points[at + 1]);
    fill(share[i], rgba, 0);
    ctx.fillStyle = `rgb(${rgba[0]}, ${rgba[1]}, ${rgba[2]})`;
    ctx.strokeStyle = real ? colors.real : colors.fake;
    ctx.beginPath();
    if (real) ctx.rect(x - r, y - r, 2 * r, 2 * r);
    else ctx.arc(x, y, r, 0, 2 * Math.PI);
    ctx.fill();
    ctx.stroke();
  }
}
