/** Where the reader had scrolled to in this entry of the history; undefined for one that is new. */
export function scrolledTo(): number | undefined {
  const { state } = history;
  return typeof state?.scroll === 'number' ? state.scroll : undefined;
}

/** Browsers allow about six changes of the history a second. */
const STILL_MS = 200;

/** Writes down, with each rest, where the entry of the history is scrolled to. @returns what ends it */
export function rememberScroll(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const moved = () => {
    clearTimeout(timer);
    timer = setTimeout(
      () => history.replaceState({ ...history.state, scroll: window.scrollY }, ''),
      STILL_MS,
    );
  };
  const left = () => clearTimeout(timer); // what moves now belongs to another entry
  addEventListener('scroll', moved, { passive: true });
  addEventListener('hashchange', left);
  return () => {
    left();
    removeEventListener('scroll', moved);
    removeEventListener('hashchange', left);
  };
}
