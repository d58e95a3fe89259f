import { useEffect, useRef } from 'preact/hooks';

/** What Space means something to, wherever the focus is in it. */
const OWN = [
  ...['button', 'select', 'textarea', 'summary', 'input:not([type="range"])'],
  ...['[contenteditable]', '[role="button"]', '[role="checkbox"]', '[role="textbox"]', '[data-space]'],
].join();

/** Whether Space belongs to the page, and not to what has the focus. */
function isFree(event: KeyboardEvent): boolean {
  if (event.key !== ' ' || event.defaultPrevented || event.repeat) return false;
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return false;
  return !(event.target instanceof Element && event.target.closest(OWN));
}

/** Calls `act` when Space is pressed anywhere in the page where nothing else takes it. */
export function useSpace(act: () => void): void {
  const newest = useRef(act);
  newest.current = act;
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (!isFree(event)) return;
      event.preventDefault(); // the page would scroll
      newest.current();
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, []);
}
