import { followEntries, note, noted } from './entry.ts';

/** What the reader does to scroll by themselves. */
const HANDS = ['wheel', 'touchmove', 'keydown', 'pointerdown'] as const;

/** How long a page may take to become as long as it was. */
const PATIENCE_MS = 5000;

let goal = scrollOf();
let waiting = false;

function scrollOf(): number | undefined {
  const top = noted('scroll');
  return typeof top === 'number' ? top : undefined;
}

/** Where the reader had scrolled to in this entry of the history when it was opened; undefined for one that is new. */
export function scrolledTo(): number | undefined {
  return goal;
}

/**
 * Scrolls each entry of the history to where it was left, as soon as its page is loaded and long enough, a new one to the
 * top, and notes where it is scrolled to from then on.
 * @returns what ends it
 */
export function followScroll(): () => void {
  history.scrollRestoration = 'manual'; // a browser does it before the page is loaded
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = () => {
    waiting = false;
  };
  const arrive = () => {
    goal = scrollOf();
    waiting = true;
    clearTimeout(timer);
    timer = setTimeout(() => reach(true), PATIENCE_MS);
    requestAnimationFrame(() => reach());
  };
  const moved = () => {
    if (!waiting) note('scroll', window.scrollY);
  };
  const sizes = new ResizeObserver(() => reach());
  sizes.observe(document.body);
  const stop = followEntries(arrive);
  addEventListener('scroll', moved, { passive: true });
  for (const hand of HANDS) addEventListener(hand, end, { passive: true, capture: true });
  arrive();
  return () => {
    stop();
    sizes.disconnect();
    clearTimeout(timer);
    removeEventListener('scroll', moved);
    for (const hand of HANDS) removeEventListener(hand, end, { capture: true });
  };
}

/** Of who scrolls a new entry to its place themselves. */
export function arrived(): void {
  waiting = false;
}

/** Scrolls to the goal if the page is there. @param anyway as far as there is, if it is shorter */
function reach(anyway = false): void {
  if (!waiting || (!anyway && isShort(goal ?? 0))) return;
  window.scrollTo({ top: goal ?? 0 });
  waiting = false;
}

function isShort(top: number): boolean {
  if (document.querySelector('main .loading')) return true;
  return top > document.documentElement.scrollHeight - window.innerHeight;
}
