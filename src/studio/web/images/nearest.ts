/** Training images near to a picture. */
export interface Neighbour {
  readonly index: number;
  /** Euclidean over all pixels, of which each lies between 0, black, and 1, white. */
  readonly distance: number;
}

/**
 * The nearest images of a set.
 * @param set [n, length]
 * @param picture [length]
 * @param skip an index that does not count, such as the picture's own
 */
export function nearestTo(set: Uint8Array, picture: Uint8Array, count: number, skip = -1): Neighbour[] {
  const { length } = picture;
  const found: { index: number; square: number }[] = [];
  for (let index = 0; index < set.length / length; index++) {
    const limit = found.length < count ? Number.POSITIVE_INFINITY : found[count - 1].square;
    const square = index === skip ? limit : squareDistance(set, index * length, picture, limit);
    if (square >= limit) continue;
    const place = found.findIndex(other => square < other.square);
    found.splice(place < 0 ? found.length : place, 0, { index, square });
    found.length = Math.min(found.length, count);
  }
  return found.map(({ index, square }) => ({ index, distance: Math.sqrt(square) / 255 }));
}

/** Stops as soon as it is no longer below the limit. */
function squareDistance(set: Uint8Array, start: number, picture: Uint8Array, limit: number): number {
  let sum = 0;
  for (let i = 0; i < picture.length; i++) {
    sum += (set[start + i] - picture[i]) ** 2;
    if (sum >= limit) return sum;
  }
  return sum;
}

/** How far the nearest other image is from one of the set, in the median over some of them: what no copy comes near. */
export function usualDistance(set: Uint8Array, length: number, indices: ArrayLike<number>): number {
  const distances = Array.from(indices, index => {
    const picture = set.subarray(index * length, (index + 1) * length);
    return nearestTo(set, picture, 1, index)[0]?.distance ?? 0;
  });
  return distances.sort((a, b) => a - b)[Math.floor(distances.length / 2)];
}
