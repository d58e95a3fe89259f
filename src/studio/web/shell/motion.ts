/** Whether the reader asked for less movement. */
export function reducedMotion(): boolean {
  return globalThis.matchMedia?.('(prefers-reduced-motion: reduce)').matches ?? false;
}

/**
 * Calls `frame` with t from 0 to 1, once a frame; only with 1 where less movement is asked for.
 * @returns what ends it early
 */
export function animate(ms: number, frame: (t: number) => void): () => void {
  if (reducedMotion()) {
    frame(1);
    return () => {};
  }
  const begin = performance.now();
  let next = 0;
  const turn = (now: number) => {
    const t = Math.min(1, Math.max(0, (now - begin) / ms));
    frame(t);
    if (t < 1) next = requestAnimationFrame(turn);
  };
  next = requestAnimationFrame(turn);
  return () => cancelAnimationFrame(next);
}
