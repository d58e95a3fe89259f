type Point = readonly [theta: number, psi: number];

/** Ways to step on the bilinear game V = θψ, which G lowers by θ and D raises by ψ. */
export const rules = [
  { name: 'both', words: 'both at once' },
  { name: 'turns', words: 'in turn' },
  { name: 'ahead', words: 'extra-gradient' },
  { name: 'optimistic', words: 'optimistic' },
  { name: 'back', words: 'lookahead: every 5 steps half-way back' },
] as const;

export type Rule = (typeof rules)[number]['name'];

interface WalkOptions {
  readonly rate: number;
  readonly steps: number;
}

/** Steps of lookahead between two looks back. */
const BACK = 5;

/** What the players descend: v = (ψ, −θ). */
const field = ([theta, psi]: Point): Point => [psi, -theta];
const moved = ([x, y]: Point, [dx, dy]: Point, by: number): Point => [x - by * dx, y - by * dy];

/** A path with its start. */
export function walk(rule: Rule, start: Point, { rate, steps }: WalkOptions): Point[] {
  const path: Point[] = [start];
  for (let n = 1; n <= steps; n++) path.push(next(rule, path, rate));
  return path;
}

function next(rule: Rule, path: readonly Point[], rate: number): Point {
  const now = path[path.length - 1];
  const plain = moved(now, field(now), rate);
  switch (rule) {
    case 'both':
      return plain;
    case 'turns': {
      const psi = now[1] + rate * now[0]; // D first, as in Algorithm 1
      return [now[0] - rate * psi, psi];
    }
    case 'ahead':
      return moved(now, field(plain), rate);
    case 'optimistic':
      return moved(moved(now, field(now), 2 * rate), field(path.at(-2) ?? now), -rate);
    case 'back': {
      if (path.length % BACK !== 0) return plain;
      const old = path[path.length - BACK];
      return [(old[0] + plain[0]) / 2, (old[1] + plain[1]) / 2];
    }
  }
}
