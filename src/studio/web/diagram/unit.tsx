import type { Anatomy } from '../engine/anatomy/anatomy.ts';
import type { Box, Spot } from './layout.ts';
import { nameOf, type UnitPlace } from './words.ts';

interface UnitProps {
  readonly place: UnitPlace;
  readonly anatomy: Anatomy;
  readonly box: Box;
  /** Whether the Tab key stops here. */
  readonly stop: boolean;
  readonly open: boolean;
  /** Where the sample that is followed lies, as shares of the picture. */
  readonly mark: Spot | undefined;
  readonly onOpen: () => void;
  readonly onFocus: () => void;
  readonly onKey: (event: KeyboardEvent) => void;
}

/** A unit, over its picture on the sheet. */
export function Unit({ place, anatomy, box, stop, open, mark, onOpen, onFocus, onKey }: UnitProps) {
  return (
    <button
      type="button"
      class="unit"
      style={styleOf(box)}
      data-unit={`${place.player} ${place.layer} ${place.unit}`}
      tabIndex={stop ? 0 : -1}
      aria-label={nameOf(place, anatomy)}
      aria-expanded={open}
      onClick={onOpen}
      onFocus={onFocus}
      onKeyDown={onKey}
    >
      {mark && <Mark at={mark} />}
    </button>
  );
}

/** Where the sample that is followed lies in a picture. */
export function Mark({ at: [x, y] }: { readonly at: Spot }) {
  return <span class="sample-spot" style={{ left: `${100 * x}%`, top: `${100 * y}%` }} />;
}

export const styleOf = ({ x, y, width, height }: Box) => ({
  left: `${x}px`,
  top: `${y}px`,
  width: `${width}px`,
  height: `${height}px`,
});
