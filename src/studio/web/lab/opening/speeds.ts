/** How fast the simple view trains, in steps a second. */
export const SPEEDS = [
  { name: 'slow', perSecond: 60 },
  { name: 'normal', perSecond: 300 },
  { name: 'fast', perSecond: Number.POSITIVE_INFINITY },
] as const;

/** Slow enough to watch, and through in half a minute. */
export const UNHURRIED = SPEEDS[1].perSecond;
