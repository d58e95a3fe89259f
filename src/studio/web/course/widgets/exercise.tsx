import type { ComponentChildren } from 'preact';
import { useContext, useId, useState } from 'preact/hooks';
import { Button } from '../../shell/controls.tsx';
import { isSolved, LessonContext, solveExercise } from '../progress.ts';
import { check, type Question, type Verdict } from './check.ts';

interface Common {
  /** Its name, as `lessons.ts` lists it. */
  readonly id: string;
  readonly children: ComponentChildren;
  /** Shown after a wrong answer. */
  readonly hint: ComponentChildren;
  /** Shown after the right answer, or when asked for after a wrong one. */
  readonly why: ComponentChildren;
}

/** Whether an exercise of this page was ever solved, and what notes that it is. */
function useSolved(name: string): readonly [solved: boolean, solve: () => void] {
  const slug = useContext(LessonContext);
  return [isSolved(slug, name), () => solveExercise(slug, name)];
}

function Solved({ solved }: { solved: boolean }) {
  return solved && <span class="solved">solved</span>;
}

interface OutcomeProps extends Pick<Common, 'hint' | 'why'> {
  readonly verdict: Verdict | undefined;
  readonly id: string;
}

function Outcome({ verdict, hint, why, id }: OutcomeProps) {
  const [shown, setShown] = useState(false);
  return (
    <div class="outcome" id={id} role="status">
      {verdict?.right && (
        <p class="right">
          <strong>Right.</strong> {why}
        </p>
      )}
      {verdict && !verdict.right && (
        <>
          <p class="wrong">
            <strong>Not yet.</strong> {verdict.note ?? hint}
          </p>
          {shown ? (
            <p>{why}</p>
          ) : (
            <Button kind="quiet" onClick={() => setShown(true)}>
              Show the solution
            </Button>
          )}
        </>
      )}
    </div>
  );
}

/** A question whose answer is a number; `1/3` and `-log(4)` are numbers too. */
export function Exercise({ id: name, children, hint, why, ...question }: Common & Question) {
  const id = useId();
  const [text, setText] = useState('');
  const [verdict, setVerdict] = useState<Verdict>();
  const [solved, solve] = useSolved(name);
  return (
    <form
      class="exercise"
      data-exercise={name}
      onSubmit={event => {
        event.preventDefault();
        const given = check(text, question);
        setVerdict(given);
        if (given.right) solve();
      }}
    >
      <h3>
        Exercise <Solved solved={solved} />
      </h3>
      <label for={id}>{children}</label>
      <div class="row">
        <input
          id={id}
          class="input"
          inputMode="text"
          autocomplete="off"
          spellcheck={false}
          value={text}
          aria-invalid={verdict?.right === false}
          aria-describedby={`${id}-outcome`}
          onInput={event => setText(event.currentTarget.value)}
        />
        {question.unit && <span class="muted">{question.unit}</span>}
        <button type="submit" class="button">
          Check
        </button>
      </div>
      <Outcome verdict={verdict} hint={hint} why={why} id={`${id}-outcome`} />
    </form>
  );
}

/** A question with one right answer among a few. */
export function Choice({
  id: name,
  children,
  hint,
  why,
  options,
  answer,
}: Common & { readonly options: readonly ComponentChildren[]; readonly answer: number }) {
  const id = useId();
  const [chosen, setChosen] = useState<number>();
  const [solved, solve] = useSolved(name);
  const choose = (i: number) => {
    setChosen(i);
    if (i === answer) solve();
  };
  return (
    <fieldset class="exercise" data-exercise={name}>
      <legend>
        <span class="legend-title">
          Exercise <Solved solved={solved} />
        </span>
        <span>{children}</span>
      </legend>
      {options.map((option, i) => (
        <label key={i} class="check">
          <input type="radio" name={id} checked={chosen === i} onChange={() => choose(i)} />
          <span>{option}</span>
        </label>
      ))}
      <Outcome
        key={chosen}
        verdict={chosen === undefined ? undefined : { right: chosen === answer }}
        hint={hint}
        why={why}
        id={`${id}-outcome`}
      />
    </fieldset>
  );
}
