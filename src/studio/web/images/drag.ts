import { painter } from '../shell/canvas.ts';

/** Ways of a finger or mouse that are still a click. */
const SLACK = 6;

/** What is dragged, and where it may be dropped: elements with `data-slot`. */
interface Drag {
  /** The element whose picture follows the pointer. */
  readonly element: HTMLElement;
  readonly onDrop: (slot: string) => void;
}

/** Follows a pointer that went down on a picture until it is let go; over a slot the picture is dropped there. */
export function dragFrom(event: PointerEvent, { element, onDrop }: Drag): void {
  if (event.button !== 0) return;
  const { clientX, clientY, pointerId } = event;
  let ghost: HTMLElement | undefined;
  let over: Element | undefined;
  const slotAt = (e: PointerEvent) =>
    document.elementFromPoint(e.clientX, e.clientY)?.closest('[data-slot]') ?? undefined;
  const mark = (slot: Element | undefined) => {
    over?.classList.remove('over');
    slot?.classList.add('over');
    over = slot;
  };
  const move = (e: PointerEvent) => {
    if (e.pointerId !== pointerId) return;
    if (!ghost && Math.hypot(e.clientX - clientX, e.clientY - clientY) < SLACK) return;
    ghost ??= ghostOf(element);
    ghost.style.translate = `${e.clientX}px ${e.clientY}px`;
    mark(slotAt(e));
  };
  const end = (e: PointerEvent) => {
    if (e.pointerId !== pointerId) return;
    controller.abort();
    const slot = e.type === 'pointerup' && ghost ? slotAt(e) : undefined;
    ghost?.remove();
    mark(undefined);
    if (slot instanceof HTMLElement) onDrop(slot.dataset['slot']!);
  };
  const controller = new AbortController();
  const { signal } = controller;
  window.addEventListener('pointermove', move, { signal });
  window.addEventListener('pointerup', end, { signal });
  window.addEventListener('pointercancel', end, { signal });
}

/** A copy of the picture, beside the pointer, that is no target itself. */
function ghostOf(element: HTMLElement): HTMLElement {
  const source = element.querySelector('canvas')!;
  const ghost = document.createElement('canvas');
  [ghost.width, ghost.height] = [source.width, source.height];
  painter(ghost).drawImage(source, 0, 0);
  ghost.className = 'ghost';
  document.body.append(ghost);
  return ghost;
}
