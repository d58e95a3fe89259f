const [LEAST, MOST] = [-4, 1];

/** How strong a gradient is, from 0 to 1, by the order of its length: 0 at 10⁻⁴ and below, 1 at 10 and above. */
export function strengthOf(length: number | undefined): number {
  if (length === undefined || !(length > 0)) return 0;
  return Math.min(1, Math.max(0, (Math.log10(length) - LEAST) / (MOST - LEAST)));
}

/** How what flows looks. */
export interface Flow {
  /** In pixels. */
  readonly width: number;
  /** Pixels a second; 0: it rests. */
  readonly speed: number;
  readonly alpha: number;
}

/** What flows where there is hardly any gradient, and where it is as large as it gets. */
const [THIN, WIDE, SLOW, FAST] = [1, 6, 3, 70];

/** A gradient of a length as a flow. */
export function flowOf(length: number | undefined): Flow {
  const strength = strengthOf(length);
  return {
    width: THIN + strength * (WIDE - THIN),
    speed: strength > 0 ? SLOW + strength ** 2 * (FAST - SLOW) : 0,
    alpha: 0.35 + 0.5 * strength,
  };
}
