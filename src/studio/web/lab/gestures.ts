import type { Signal } from '@preact/signals';
import { enlarged, FIT, isFit, moved, type Place, type Zoom } from './zoom.ts';

/** By how much one key press or button enlarges; and moves, as a share of the picture. */
export const FACTOR = 1.25;
const WAY = 0.1;

const KEYS: Readonly<Record<string, (zoom: Zoom) => Zoom>> = {
  '+': zoom => enlarged(zoom, FACTOR),
  '=': zoom => enlarged(zoom, FACTOR),
  '-': zoom => enlarged(zoom, 1 / FACTOR),
  '0': () => FIT,
  ArrowLeft: zoom => moved(zoom, WAY, 0),
  ArrowRight: zoom => moved(zoom, -WAY, 0),
  ArrowUp: zoom => moved(zoom, 0, -WAY),
  ArrowDown: zoom => moved(zoom, 0, WAY),
};

/**
 * Lets wheel, drag, pinch and keys of a picture change its zoom. The wheel counts when the picture has the focus, or with
 * Ctrl, and one finger moves only what is enlarged: else the page scrolls.
 * @returns what ends it
 */
export function followGestures(picture: HTMLElement, zoom: Signal<Zoom>): () => void {
  const pointers = new Map<number, Place>();
  const placeOf = ({ clientX, clientY }: MouseEvent): Place => {
    const { left, bottom, width, height } = picture.getBoundingClientRect();
    return { x: (clientX - left) / width, y: (bottom - clientY) / height };
  };
  const onDown = (event: PointerEvent) => {
    pointers.set(event.pointerId, placeOf(event));
    if (event.isTrusted) picture.setPointerCapture(event.pointerId);
  };
  const onMove = (event: PointerEvent) => {
    if (!pointers.has(event.pointerId)) return;
    const before = [...pointers.values()];
    pointers.set(event.pointerId, placeOf(event));
    if (event.pointerType === 'touch' && pointers.size === 1 && isFit(zoom.peek())) return;
    zoom.value = followed(zoom.peek(), before, [...pointers.values()]);
  };
  const onUp = ({ pointerId }: PointerEvent) => void pointers.delete(pointerId);
  const onWheel = (event: WheelEvent) => {
    if (!event.ctrlKey && document.activeElement !== picture) return;
    event.preventDefault();
    const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 * event.deltaY : event.deltaY;
    zoom.value = enlarged(zoom.peek(), Math.exp(-0.002 * pixels), placeOf(event));
  };
  const onKey = (event: KeyboardEvent) => {
    const change = KEYS[event.key];
    if (!change || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    zoom.value = change(zoom.peek());
  };
  return listen(picture, {
    pointerdown: onDown,
    pointermove: onMove,
    pointerup: onUp,
    pointercancel: onUp,
    wheel: onWheel,
    keydown: onKey,
  });
}

/** The zoom that keeps what is under one or two pointers under them. */
function followed(zoom: Zoom, before: readonly Place[], after: readonly Place[]): Zoom {
  const [from, to] = [middleOf(before), middleOf(after)];
  const there = moved(zoom, to.x - from.x, to.y - from.y);
  const [spread, wider] = [spreadOf(before), spreadOf(after)];
  return spread > 0 && wider > 0 ? enlarged(there, wider / spread, to) : there;
}

function middleOf(places: readonly Place[]): Place {
  const mean = (of: (place: Place) => number) => places.reduce((sum, p) => sum + of(p), 0) / places.length;
  return { x: mean(p => p.x), y: mean(p => p.y) };
}

const spreadOf = ([a, b]: readonly Place[]) => (a && b ? Math.hypot(a.x - b.x, a.y - b.y) : 0);

type Listeners = { readonly [K in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[K]) => void };

function listen(element: HTMLElement, listeners: Listeners): () => void {
  const entries = Object.entries(listeners) as [string, EventListener][];
  for (const [type, heard] of entries) element.addEventListener(type, heard, { passive: false });
  return () => {
    for (const [type, heard] of entries) element.removeEventListener(type, heard);
  };
}
