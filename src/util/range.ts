/** Bounds of a number, by the names of JSON Schema. */
export interface Bounds {
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
}

/** What the value of an option may be, where its type does not say it; of a list each item. */
export type Range =
  | (Bounds & {
      readonly whole?: boolean;
      /** A number outside of the bounds that stands for a choice of ours. */
      readonly or?: number;
    })
  | { readonly words: readonly string[] };

/** Ranges of options by name. */
export type Ranges = Readonly<Record<string, Range>>;

export const positive: Range = { exclusiveMinimum: 0 };
export const wholeFrom = (minimum: number): Range => ({ minimum, whole: true });

/** ` from 0 to 1`, ` of at least 1`, ` above 0 and below 1`. */
export function boundsText({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Bounds): string {
  const high = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? maximum : undefined;
  if (minimum !== undefined && high !== undefined) return ` from ${minimum} to ${high}`;
  const parts = [
    minimum !== undefined && ` of at least ${minimum}`,
    exclusiveMinimum !== undefined && ` above ${exclusiveMinimum}`,
    high !== undefined && ` of at most ${high}`,
    exclusiveMaximum !== undefined && ` below ${exclusiveMaximum}`,
  ].filter(part => part !== false);
  return parts.join(' and');
}

/** `a whole number of at least 1`, `one of train, test, all`. */
export function rangeText(range: Range): string {
  if ('words' in range) return `one of ${range.words.join(', ')}`;
  const or = range.or === undefined ? '' : `, or ${range.or}`;
  return `a ${range.whole ? 'whole ' : ''}number${boundsText(range)}${or}`;
}

/** Whether a value is in a range. */
export function isInRange(range: Range, value: unknown): boolean {
  if ('words' in range) return range.words.some(word => word === value);
  const { minimum = -Infinity, maximum = Infinity, exclusiveMinimum = -Infinity } = range;
  const { exclusiveMaximum = Infinity, whole = false } = range;
  if (typeof value !== 'number' || (whole && !Number.isInteger(value))) return false;
  if (value === range.or) return true;
  return value >= minimum && value <= maximum && value > exclusiveMinimum && value < exclusiveMaximum;
}
