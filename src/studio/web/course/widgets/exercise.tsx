import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import { Button } from '../../shell/controls.tsx';
import { check, type Question, type Verdict } from './check.ts';

interface Common {
  readonly children: ComponentChildren;
  /** Shown after a wrong answer. */
  readonly hint: ComponentChildren;
  /** Shown after the right answer, or when asked for after a wrong one. */
  readonly why: ComponentChildren;
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
export function Exercise({ children, hint, why, ...question }: Common & Question) {
  const id = useId();
  const [text, setText] = useState('');
  const [verdict, setVerdict] = useState<Verdict>();
  return (
    <form
      class="exercise"
      onSubmit={event => {
        event.preventDefault();
        setVerdict(check(text, question));
      }}
    >
      <h3>Exercise</h3>
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
  children,
  hint,
  why,
  options,
  answer,
}: Common & { readonly options: readonly ComponentChildren[]; readonly answer: number }) {
  const id = useId();
  const [chosen, setChosen] = useState<number>();
  return (
    <fieldset class="exercise">
      <legend>
        <span class="legend-title">Exercise</span>
        <span>{children}</span>
      </legend>
      {options.map((option, i) => (
        <label key={i} class="check">
          <input type="radio" name={id} checked={chosen === i} onChange={() => setChosen(i)} />
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
