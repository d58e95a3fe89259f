/** Tells when the page may soon be gone. @returns what ends it */
export function whenHidden(tell: () => void): () => void {
  const listener = () => document.visibilityState === 'hidden' && tell();
  document.addEventListener('visibilitychange', listener);
  return () => document.removeEventListener('visibilitychange', listener);
}
