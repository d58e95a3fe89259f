/** Sides that networks of powers of two make. */
const SIDES = [16, 32, 64];

/**
 * The side that pictures are learned at where nobody says one: that of small squares which are all alike, else the
 * largest of 16, 32 and 64 that hardly enlarges half of them. More is hours of work on a processor.
 * @param sizes [height, width] of some of them
 */
export function chosenSide(sizes: readonly (readonly [number, number])[]): number {
  if (sizes.length === 0) return SIDES[1];
  const shorter = sizes.map(size => Math.min(...size)).sort((a, b) => a - b);
  const [least, most] = [shorter[0], Math.max(...sizes.flat())];
  if (least === most && least % 4 === 0 && least >= 16 && least <= 64) return least;
  const median = shorter[Math.floor(shorter.length / 2)];
  return SIDES.findLast(side => side <= 1.25 * median) ?? SIDES[0];
}
