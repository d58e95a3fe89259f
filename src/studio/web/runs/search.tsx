import { useId } from 'preact/hooks';

interface SearchProps {
  readonly label: string;
  readonly value: string;
  readonly onInput: (text: string) => void;
}

/** A box that narrows a list while one types. */
export function Search({ label, value, onInput }: SearchProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        class="input"
        type="search"
        value={value}
        spellcheck={false}
        onInput={event => onInput(event.currentTarget.value)}
      />
    </div>
  );
}
