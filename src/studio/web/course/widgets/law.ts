/** Sets entry `i` of a law and scales the others so that all add up to 1. */
export function withEntry(law: readonly number[], i: number, value: number): number[] {
  const wanted = Math.min(1, Math.max(0, value));
  const rest = law.reduce((sum, x, k) => (k === i ? sum : sum + x), 0); // 1 − p_i would cancel near certainty
  const share = (x: number) => (rest > 1e-12 ? (x / rest) * (1 - wanted) : (1 - wanted) / (law.length - 1));
  return law.map((x, k) => (k === i ? wanted : share(x)));
}

/** Heights painted from one place to the next: cells between are interpolated, so that fast strokes leave no holes. */
export function stroke(
  heights: readonly number[],
  from: readonly [cell: number, height: number],
  to: readonly [cell: number, height: number],
): number[] {
  const out = [...heights];
  const [low, high] = from[0] <= to[0] ? [from, to] : [to, from];
  for (let i = Math.max(0, low[0]); i <= Math.min(out.length - 1, high[0]); i++) {
    const t = high[0] === low[0] ? 1 : (i - low[0]) / (high[0] - low[0]);
    out[i] = low[0] === high[0] ? to[1] : low[1] + t * (high[1] - low[1]);
  }
  return out;
}
