import { add, cos, div, mul, neg, sin, sub } from '../../graph/ops/elementwise.ts';
import { constant } from '../../graph/ops/leaf.ts';
import { expand } from '../../graph/ops/reduce.ts';
import type { Grid } from '../../graph/ops/sample.ts';
import { reshape } from '../../graph/ops/shape.ts';
import type { Operand, Tensor } from '../../graph/tensor.ts';
import type { ImageShape } from './augmentation.ts';

/**
 * Where the pixels of changed images come from: x ← a·x + b·y + e, y ← c·x + d·y + f, in pixels from the middle. Each is
 * one number, or one for every image, [n, 1, 1, 1]. The change of an image that was made last is on the right.
 * @see StyleGAN2-ADA's G_inv, arXiv 2006.06676, appendix B
 */
export interface Origin {
  readonly a: Operand;
  readonly b: Operand;
  readonly c: Operand;
  readonly d: Operand;
  readonly e: Operand;
  readonly f: Operand;
}

export const unmoved: Origin = { a: 1, b: 0, c: 0, d: 1, e: 0, f: 0 };

/** The image becomes sx times as wide and sy times as high. */
export function scaled({ a, b, c, d, ...rest }: Origin, sx: Operand, sy: Operand): Origin {
  return { ...rest, a: div(a, sx), b: div(b, sy), c: div(c, sx), d: div(d, sy) };
}

/** The image turns by an angle in radians. */
export function turned({ a, b, c, d, ...rest }: Origin, angle: Tensor): Origin {
  const [s, t] = [sin(angle), cos(angle)];
  return {
    ...rest,
    a: add(mul(a, t), mul(b, s)),
    b: sub(mul(b, t), mul(a, s)),
    c: add(mul(c, t), mul(d, s)),
    d: sub(mul(d, t), mul(c, s)),
  };
}

/** The image moves by x and y pixels. */
export function moved({ a, b, c, d, e, f }: Origin, x: Tensor, y: Tensor): Origin {
  const by = (p: Operand, q: Operand) => neg(add(mul(p, x), mul(q, y)));
  return { a, b, c, d, e: add(e, by(a, b)), f: add(f, by(c, d)) };
}

/** The grid [n, H, W] at which `gridSample` takes the changed images. */
export function gridOf({ a, b, c, d, e, f }: Origin, [n, height, width]: ImageShape): Grid {
  const x = constant(fromMiddle(width), [1, 1, width, 1]);
  const y = constant(fromMiddle(height), [1, height, 1, 1]);
  const axis = (p: Operand, q: Operand, r: Operand, size: number) =>
    reshape(
      add(
        expand(add(mul(mul(2 / size, p), x), mul(2 / size, r)), [n, 1, width, 1]),
        mul(mul(2 / size, q), y),
      ),
      [n, height, width],
    );
  return [axis(a, b, e, width), axis(c, d, f, height)];
}

const fromMiddle = (size: number) => Array.from({ length: size }, (_, i) => i + 0.5 - size / 2);
