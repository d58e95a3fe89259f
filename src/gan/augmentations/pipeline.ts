import {
  add,
  cos,
  exp,
  floor,
  maximum,
  mul,
  reciprocal,
  sin,
  sqrt,
  sub,
} from '../../graph/ops/elementwise.ts';
import { constant } from '../../graph/ops/leaf.ts';
import { matmul } from '../../graph/ops/linear.ts';
import { gridSample } from '../../graph/ops/sample.ts';
import { reshape } from '../../graph/ops/shape.ts';
import type { Operand, Tensor } from '../../graph/tensor.ts';
import { columnsOf, type Draw, type ImageShape, sometimes } from './augmentation.ts';
import { gridOf, moved, type Origin, scaled, turned, unmoved } from './geometry.ts';

/** How often the parts of the pipeline act, as factors of p. */
export interface Shares {
  /** Mirroring, and turning square images by right angles. */
  readonly flips: number;
  /** Moving by whole pixels. */
  readonly shifts: number;
  /** Scaling, turning, stretching, moving by parts of a pixel. */
  readonly geometry: number;
  /** Brightness and contrast; of colour images the flip of luma, hue and saturation too. */
  readonly color: number;
}

/** Random numbers of one draw, column by column. */
interface Numbers {
  readonly images: ImageShape;
  readonly p: Operand;
  readonly uniform: () => Tensor;
  readonly normal: () => Tensor;
}

const UNIFORMS = 21;
const NORMALS = 7;

/** The ranges of StyleGAN2-ADA. */
const SHIFT = 0.125;
const SCALE = 0.2;
const BRIGHTNESS = 0.2;
const CONTRAST = 0.5;
const SATURATION = 1;

/**
 * The pipeline `bgc` of StyleGAN2-ADA: pixel blitting, geometry, colour, each change with a probability of its own. Pixels
 * are taken bilinearly, those beyond the edge mirrored; the original also filters against aliasing.
 * @see arXiv 2006.06676, appendix B; NVlabs/stylegan2-ada-pytorch, training/augment.py
 */
export function pipeline(shares: Shares, images: ImageShape, { random, p }: Draw): (x: Tensor) => Tensor {
  const numbers: Numbers = {
    images,
    p,
    uniform: columnsOf(random.uniform([images[0], UNIFORMS])),
    normal: columnsOf(random.normal([images[0], NORMALS])),
  };
  const grid = gridOf(reshaped(blitted(shares, numbers), shares, numbers), images);
  const recolour = recoloured(shares, numbers);
  const moves = shares.flips + shares.shifts + shares.geometry > 0;
  return x => {
    const there = moves ? gridSample(x, grid, 'reflection') : x;
    return shares.color > 0 ? recolour(there) : there;
  };
}

/** A number with probability share·p, else `identity`. */
const often = ({ p, uniform }: Numbers, share: number, value: Operand, identity: number) =>
  sometimes(mul(share, p), uniform(), value, identity);

const signed = (uniform: Tensor) => sub(mul(2, uniform), 1);
const power = (normal: Tensor, sigma: number) => exp(mul(sigma * Math.LN2, normal));

function blitted({ flips, shifts }: Shares, numbers: Numbers): Origin {
  const { uniform, images } = numbers;
  const [, height, width] = images;
  const half = often(numbers, flips, floor(mul(2, uniform())), 0);
  const quarters = often(numbers, height === width ? flips : 0, floor(mul(4, uniform())), 0);
  const pixels = (size: number) => floor(add(mul(SHIFT * size, signed(uniform())), 0.5));
  const [x, y] = [pixels(width), pixels(height)];
  const chosen = uniform();
  const there = (t: Tensor) => sometimes(mul(shifts, numbers.p), chosen, t, 0);
  const flipped = scaled(unmoved, sub(1, mul(2, half)), 1);
  return moved(turned(flipped, mul(Math.PI / 2, quarters)), there(x), there(y));
}

function reshaped(origin: Origin, { geometry }: Shares, numbers: Numbers): Origin {
  const { uniform, normal, images, p } = numbers;
  const [, height, width] = images;
  // two turns, of which one is made with probability p
  const pTurn = sub(1, sqrt(maximum(sub(1, mul(geometry, p)), 0)));
  const angle = () => {
    const value = mul(Math.PI, signed(uniform()));
    return sometimes(pTurn, uniform(), value, 0);
  };
  const size = often(numbers, geometry, power(normal(), SCALE), 1);
  const first = turned(scaled(origin, size, size), angle());
  const stretch = often(numbers, geometry, power(normal(), SCALE), 1);
  const second = turned(scaled(first, stretch, reciprocal(stretch)), angle());
  const [x, y] = [mul(SHIFT * width, normal()), mul(SHIFT * height, normal())];
  const chosen = uniform();
  const there = (t: Tensor) => sometimes(mul(geometry, p), chosen, t, 0);
  return moved(second, there(x), there(y));
}

/** x·c + b of grey images, (x + b)·Mᵀ of colours. */
function recoloured({ color }: Shares, numbers: Numbers): (x: Tensor) => Tensor {
  const { uniform, normal, images } = numbers;
  const [n, height, width, channels] = images;
  const b = often(numbers, color, mul(BRIGHTNESS, normal()), 0);
  const c = often(numbers, color, power(normal(), CONTRAST), 1);
  if (channels !== 3) return x => mul(add(x, b), c);
  const flipped = often(numbers, color, floor(mul(2, uniform())), 0);
  const hue = often(numbers, color, mul(Math.PI, signed(uniform())), 0);
  const s = often(numbers, color, power(normal(), SATURATION), 1);
  const matrix = colourMatrix(mul(c, sub(1, mul(2, flipped))), mul(c, s), hue);
  return x =>
    reshape(
      matmul(reshape(add(x, b), [n, height * width, 3]), reshape(matrix, [n, 3, 3]), { transB: true }),
      x.shape,
    );
}

const third = 1 / 3;
const GREY = constant(Array(9).fill(third), [1, 1, 3, 3]);
const COLOURS = constant(
  [0, 1, 2].flatMap(i => [0, 1, 2].map(j => Number(i === j) - third)),
  [1, 1, 3, 3],
);
/** v × for v = (1, 1, 1)/√3, the axis of grey. */
const TURN = constant(
  [0, -1, 1, 1, 0, -1, -1, 1, 0].map(k => k / Math.sqrt(3)),
  [1, 1, 3, 3],
);

/** What scales grey by `grey`, and what differs from it by `colour`, turned by `hue` about grey: [n, 1, 3, 3]. */
function colourMatrix(grey: Tensor, colour: Tensor, hue: Tensor): Tensor {
  const turnedColours = add(mul(mul(colour, cos(hue)), COLOURS), mul(mul(colour, sin(hue)), TURN));
  return add(mul(grey, GREY), turnedColours);
}
