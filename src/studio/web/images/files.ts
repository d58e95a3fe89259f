/** The reader's own images as files, which a run on them holds: see `history/open.ts`. */
export const [OWN_IMAGES, OWN_LABELS] = ['images/own.idx3-ubyte', 'images/own-labels.idx1-ubyte'];
/** The names of their classes. */
export const OWN_CLASSES = 'images/classes.json';
