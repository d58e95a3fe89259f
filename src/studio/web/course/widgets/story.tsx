import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { cures } from '../cures/index.ts';
import { TrainedCure } from './gallery.tsx';
import './story.css';

type Name = keyof typeof cures;

/** An answer that people gave, and the question that it left. */
export interface Chapter {
  readonly year: number;
  readonly cure: Name;
  /** What was done, in a sentence or two. */
  readonly answer: ComponentChildren;
  /** What went on failing, and so led to the next. */
  readonly question: ComponentChildren;
}

/** Answers in order of time; each opens as its before and after. */
export function Story({ chapters }: { readonly chapters: readonly Chapter[] }) {
  const [open, setOpen] = useState<Name>();
  return (
    <ol class="story">
      {chapters.map(({ year, cure, answer, question }) => (
        <li key={cure}>
          <h3>
            <span class="muted">{year}</span> {cures[cure].title}
          </h3>
          <p>{answer}</p>
          <p class="asks">{question}</p>
          <button
            type="button"
            class="button"
            aria-expanded={open === cure}
            onClick={() => setOpen(open === cure ? undefined : cure)}
          >
            {open === cure ? 'Close' : 'Before and after'}
            <span class="hidden-text">: {cures[cure].title}</span>
          </button>
          {open === cure && (
            <div class="cure" data-cure={cure}>
              <TrainedCure name={cure} />
            </div>
          )}
        </li>
      ))}
    </ol>
  );
}
