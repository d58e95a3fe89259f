/** Room between a word and its note, and to the edge of the window, in px. */
const [GAP, EDGE] = [6, 8];

/** Puts a note below its word, above it where there is no room, within the window. */
export function placeNote(word: Element, note: HTMLElement): void {
  const { left, top, bottom } = word.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = note;
  const { right } = document.body.getBoundingClientRect(); // without the gutter of the scroll bar
  const below = bottom + GAP + height + EDGE <= innerHeight || top < height + GAP + EDGE;
  note.style.left = `${Math.max(EDGE, Math.min(left, right - width - EDGE))}px`;
  note.style.top = `${below ? bottom + GAP : top - GAP - height}px`;
}
