export interface ScrubberProps {
  /** The name of the slider. */
  readonly label: string;
  /** The number of the last place; the first is 0. */
  readonly last: number;
  readonly at: number;
  /** The place in words; default its number. */
  readonly text?: string;
  readonly onInput: (place: number) => void;
}

/** A slider over places in order, such as the moments of a run. */
export function Scrubber({ label, last, at, text, onInput }: ScrubberProps) {
  return (
    <input
      type="range"
      min={0}
      max={last}
      step={1}
      value={at}
      aria-label={label}
      aria-valuetext={text}
      onInput={event => onInput(Number(event.currentTarget.value))}
    />
  );
}
