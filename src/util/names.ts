const CONTROL = /\p{Cc}/u;

/**
 * Whether a text is one plain name of a file or folder: no separator of any system, no drive or stream (`:`), no hidden
 * or parent folder, nothing that cannot be printed.
 */
export function isPlainName(name: string): boolean {
  if (name === '' || name.length > 200 || name.startsWith('.')) return false;
  return !/[\\/:]/.test(name) && !CONTROL.test(name) && !/[. ]$/.test(name);
}
