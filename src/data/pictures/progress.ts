import type { PictureProgress } from './host.ts';

/** Tells a few times a second how many are done. */
export function progressOf(total: number, onProgress: ((progress: PictureProgress) => void) | undefined) {
  const begun = performance.now();
  let last = begun;
  return (done: number) => {
    const now = performance.now();
    if (now - last < 250 && done < total) return;
    last = now;
    const rate = (1000 * done) / Math.max(1, now - begun);
    onProgress?.({ done, total, rate, secondsLeft: (total - done) / rate });
  };
}

/** So many of some items at most, spread evenly over all of them. */
export function spread<T>(items: readonly T[], most: number): readonly T[] {
  if (most >= items.length) return items;
  return Array.from({ length: most }, (_, i) => items[Math.floor((i * items.length) / most)]);
}
