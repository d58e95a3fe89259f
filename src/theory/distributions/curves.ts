import type { Random } from '../../util/random.ts';
import { checkFinite, checkInteger, checkPositive } from '../check.ts';
import { gaussLegendre } from '../quadrature.ts';
import type { MultivariateDistribution } from './types.ts';

type Point = readonly [x: number, y: number];

/** Curves traced by a random parameter s in [0, 1], each arm as probable as the next. */
interface Curves {
  name: string;
  arms: readonly ((s: number) => Point)[];
  /** Quantile of the parameter s, from u in (0, 1). */
  quantile(u: number): number;
  /** Density of s on [0, 1]. */
  weight(s: number): number;
}

interface Node {
  x: number;
  y: number;
  weight: number;
}

const RULE = gaussLegendre(8);

function arcLength(arm: (s: number) => Point): number {
  let length = 0;
  for (let i = 0; i < 256; i++) {
    const [a, b] = [arm(i / 256), arm((i + 1) / 256)];
    length += Math.hypot(b[0] - a[0], b[1] - a[1]);
  }
  return length;
}

/** Gauss-Legendre nodes on panels no longer than σ, so the kernel is resolved to about 1e-12. */
function nodesOf(curves: Curves, sigma: number): Node[] {
  return curves.arms.flatMap(arm => {
    const panels = Math.ceil((1.5 * arcLength(arm)) / sigma) + 8;
    return Array.from({ length: panels * 8 }, (_, k) => {
      const s = (Math.floor(k / 8) + 0.5 + 0.5 * RULE.nodes[k % 8]) / panels;
      const [x, y] = arm(s);
      return { x, y, weight: (RULE.weights[k % 8] * curves.weight(s)) / (2 * panels * curves.arms.length) };
    });
  });
}

/**
 * x ↦ log Σ w N(x; node, σ²I) over the nodes. Panels of 8 whose disc lies 10σ further off than the nearest
 * are left out: they add less than e^{−50}.
 */
function kernelSum(nodes: readonly Node[], sigma: number): (x: ArrayLike<number>) => number {
  const noise = sigma * sigma;
  const panels = Array.from({ length: nodes.length / 8 }, (_, k) => {
    const own = nodes.slice(8 * k, 8 * k + 8);
    const [cx, cy] = [own.reduce((sum, n) => sum + n.x / 8, 0), own.reduce((sum, n) => sum + n.y / 8, 0)];
    return { own, cx, cy, radius: Math.max(...own.map(n => Math.hypot(n.x - cx, n.y - cy))) };
  });
  const distance = new Float64Array(panels.length);
  return x => {
    let reach = Infinity;
    for (let k = 0; k < panels.length; k++) {
      distance[k] = Math.sqrt((panels[k].cx - x[0]) ** 2 + (panels[k].cy - x[1]) ** 2);
      reach = Math.min(reach, distance[k] + panels[k].radius);
    }
    const near = panels.filter((p, k) => distance[k] - p.radius <= Math.sqrt(reach * reach + 100 * noise));
    let nearest = Infinity;
    for (const { own } of near) for (const n of own) nearest = Math.min(nearest, squared(n, x));
    let sum = 0;
    for (const { own } of near) {
      for (const n of own) sum += n.weight * Math.exp((nearest - squared(n, x)) / (2 * noise));
    }
    return Math.log(sum) - nearest / (2 * noise) - Math.log(2 * Math.PI * noise);
  };
}

function squared(n: Node, x: ArrayLike<number>): number {
  return (n.x - x[0]) * (n.x - x[0]) + (n.y - x[1]) * (n.y - x[1]);
}

/** Law of c(S) + σε with ε ~ N(0, I): p(x) = ∫ N(x; c(s), σ²I) w(s) ds, by quadrature along the curve. */
function noisyCurves(curves: Curves, sigma: number): MultivariateDistribution {
  checkPositive(curves.name, 'sigma', sigma);
  const nodes = nodesOf(curves, sigma);
  const average = (f: (n: Node) => number) => nodes.reduce((sum, n) => sum + n.weight * f(n), 0);
  const [mx, my] = [average(n => n.x), average(n => n.y)];
  const cross = average(n => (n.x - mx) * (n.y - my));
  const noise = sigma * sigma;
  const logDensity = kernelSum(nodes, sigma);
  const draw = (random: Random, out: Float64Array) => {
    const k = curves.arms.length > 1 ? random.integer(curves.arms.length) : 0;
    const [x, y] = curves.arms[k](curves.quantile(random.uniform()));
    out[0] = x + sigma * random.normal();
    out[1] = y + sigma * random.normal();
    return k;
  };
  return {
    name: curves.name,
    dimension: 2,
    mean: Float64Array.of(mx, my),
    covariance: Float64Array.of(
      average(n => (n.x - mx) ** 2) + noise,
      cross,
      cross,
      average(n => (n.y - my) ** 2) + noise,
    ),
    logDensity,
    density: x => Math.exp(logDensity(x)),
    draw,
    components: { count: curves.arms.length, draw },
  };
}

const even = { quantile: (u: number) => u, weight: () => 1 };

/** Uniform on the segment from (x0, y0) to (x1, y1), plus N(0, σ²I). */
export function line(x0 = -1, y0 = -1, x1 = 1, y1 = 1, sigma = 0.05): MultivariateDistribution {
  for (const [name, value] of Object.entries({ x0, y0, x1, y1 })) checkFinite('line', name, value);
  const arm = (s: number): Point => [x0 + (x1 - x0) * s, y0 + (y1 - y0) * s];
  return noisyCurves({ name: 'line', arms: [arm], ...even }, sigma);
}

/** Two interleaved half circles, (cos πs, sin πs) and (1 − cos πs, ½ − sin πs), times `radius`, plus N(0, σ²I). */
export function moons(radius = 1, sigma = 0.05): MultivariateDistribution {
  checkPositive('moons', 'radius', radius);
  const upper = (s: number): Point => [radius * Math.cos(Math.PI * s), radius * Math.sin(Math.PI * s)];
  const lower = (s: number): Point => {
    const [x, y] = upper(s);
    return [radius - x, radius / 2 - y];
  };
  return noisyCurves({ name: 'moons', arms: [upper, lower], ...even }, sigma);
}

/**
 * Archimedean spiral of `arms` arms: radius·s at the angle 2π(turns·s + k/arms), plus N(0, σ²I).
 * s = √U spreads the points about evenly along the arm.
 */
export function spiral(turns = 1.5, arms = 1, radius = 1, sigma = 0.02): MultivariateDistribution {
  checkPositive('spiral', 'turns', turns);
  checkInteger('spiral', 'arms', arms, 1);
  checkPositive('spiral', 'radius', radius);
  const arm =
    (k: number) =>
    (s: number): Point => {
      const angle = 2 * Math.PI * (turns * s + k / arms);
      return [radius * s * Math.cos(angle), radius * s * Math.sin(angle)];
    };
  const all = Array.from({ length: arms }, (_, k) => arm(k));
  return noisyCurves({ name: 'spiral', arms: all, quantile: Math.sqrt, weight: s => 2 * s }, sigma);
}
