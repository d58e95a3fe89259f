/** Unit of an information measure. */
export interface UnitOption {
  /** Report bits (log base 2) instead of nats (natural log). Default false. */
  bits?: boolean;
}

/** Converts nats to the unit asked for. */
export function inUnit(nats: number, options: UnitOption = {}): number {
  return options.bits ? nats / Math.LN2 : nats;
}
