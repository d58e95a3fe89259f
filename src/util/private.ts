/** Modes of what is its user's alone: runs and the cache. Nobody else of the machine reads them. */
export const PRIVATE_FOLDER = 0o700;
export const PRIVATE_FILE = 0o600;
