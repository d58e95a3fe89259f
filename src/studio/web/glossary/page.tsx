import { useState } from 'preact/hooks';
import { lessons } from '../course/lessons.ts';
import './term.css';
import { type Term, terms } from './terms.ts';

const all = Object.entries(terms as Readonly<Record<string, Term>>).sort(([, a], [, b]) =>
  a.title.localeCompare(b.title, 'en'),
);

/** Whether a term speaks of what is looked for. */
const speaksOf = ({ title, text }: Term, wanted: string) =>
  `${title} ${text}`.toLowerCase().includes(wanted.trim().toLowerCase());

/** Every term with its meaning, and the lesson that explains it. */
export function Page() {
  const [wanted, setWanted] = useState('');
  const found = all.filter(([, term]) => speaksOf(term, wanted));
  return (
    <div class="glossary stack" data-content tabIndex={-1}>
      <h1>Glossary</h1>
      <div class="field">
        <label for="wanted">Find a word</label>
        <input
          id="wanted"
          class="input"
          type="search"
          value={wanted}
          onInput={event => setWanted(event.currentTarget.value)}
        />
      </div>
      <p class="muted" role="status">
        {found.length} of {all.length} terms
      </p>
      <dl>
        {found.map(([name, { title, text, lesson }]) => (
          <div key={name}>
            <dt id={`term-${name}`}>{title}</dt>
            <dd>
              {text}{' '}
              <a href={`#/course/${lesson}`}>Lesson: {lessons.find(({ slug }) => slug === lesson)?.title}</a>
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
