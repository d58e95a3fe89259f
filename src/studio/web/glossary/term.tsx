import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { placeNote } from './place.ts';
import './term.css';
import { type TermName, terms } from './terms.ts';

export interface TermProps {
  readonly of: TermName;
  /** The words of the sentence; default a question mark beside what it explains. */
  readonly children?: ComponentChildren;
}

/** `pinned`: a click keeps it open, and the keyboard reaches its link. */
type Shown = 'no' | 'shown' | 'pinned';

/** A word with its meaning, which opens by hover, focus or tap; Escape closes it. */
export function Term({ of, children }: TermProps) {
  const id = useId();
  const word = useRef<HTMLButtonElement>(null);
  const note = useRef<HTMLSpanElement>(null);
  const [shown, setShown] = useState<Shown>('no');
  useEffect(() => {
    if (shown === 'no') return;
    note.current!.showPopover();
    return closesBy(word.current!, note.current!, () => setShown('no'));
  }, [shown === 'no']);
  const { title, text, lesson } = terms[of];
  return (
    <span
      class="term-place"
      onPointerEnter={event => event.pointerType === 'mouse' && shown === 'no' && setShown('shown')}
      onPointerLeave={() => shown === 'shown' && document.activeElement !== word.current && setShown('no')}
      onFocusIn={() => shown === 'no' && setShown('shown')}
      onFocusOut={event => !event.currentTarget.contains(event.relatedTarget as Node) && setShown('no')}
    >
      <button
        ref={word}
        type="button"
        class={children === undefined ? 'term mark' : 'term'}
        aria-describedby={id}
        aria-expanded={shown === 'pinned'}
        aria-label={children === undefined ? 'What is this?' : undefined}
        onClick={() => setShown(shown === 'pinned' ? 'no' : 'pinned')}
      >
        {children ?? '?'}
      </button>
      <span ref={note} id={id} class="term-note" popover="manual">
        <b>{title}</b> <span>{text}</span>{' '}
        <a href={`#/course/${lesson}`} tabIndex={shown === 'pinned' ? 0 : -1}>
          The lesson
        </a>
      </span>
    </span>
  );
}

/** Keeps the note beside its word, and closes it by Escape or a press elsewhere. @returns what ends that */
function closesBy(word: HTMLElement, note: HTMLElement, close: () => void): () => void {
  const ended = new AbortController();
  const { signal } = ended;
  const place = () => placeNote(word, note);
  place();
  addEventListener('scroll', place, { signal, capture: true, passive: true });
  addEventListener('resize', place, { signal });
  addEventListener('keydown', event => event.key === 'Escape' && close(), { signal });
  const outside = ({ target }: Event) =>
    !word.contains(target as Node) && !note.contains(target as Node) && close();
  addEventListener('pointerdown', outside, { signal });
  return () => {
    ended.abort();
    if (note.isConnected) note.hidePopover();
  };
}
