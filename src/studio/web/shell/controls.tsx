import type { ButtonHTMLAttributes, ComponentChildren, TargetedInputEvent } from 'preact';
import { useId, useState } from 'preact/hooks';
import { Term } from '../glossary/term.tsx';
import type { TermName } from '../glossary/terms.ts';

/** A labelled control: what is common to all of them. */
interface Labelled {
  readonly label: ComponentChildren;
  /** One line below the control. */
  readonly hint?: ComponentChildren;
  /** What is wrong with the value. */
  readonly fault?: string;
  readonly disabled?: boolean;
  /** What explains it. */
  readonly term?: TermName;
}

interface FrameProps extends Labelled {
  readonly id: string;
  readonly children: ComponentChildren;
}

function Frame({ id, label, term, hint, fault, children }: FrameProps) {
  return (
    <div class="field">
      <span class="field-head">
        <label for={id}>{label}</label>
        {term && <Term of={term} />}
      </span>
      {children}
      {fault ? (
        <span class="fault" id={`${id}-note`} role="alert">
          {fault}
        </span>
      ) : (
        hint && (
          <span class="hint" id={`${id}-note`}>
            {hint}
          </span>
        )
      )}
    </div>
  );
}

const noteOf = (id: string, { hint, fault }: Labelled) => (hint || fault ? `${id}-note` : undefined);

export interface SelectProps extends Labelled {
  readonly value: string;
  /** Values, or values with the words shown for them, possibly in named groups. */
  readonly options: readonly (string | Option)[];
  readonly onChange: (value: string) => void;
}

interface Option {
  readonly value: string;
  readonly label: string;
  readonly group?: string;
}

export function Select(props: SelectProps) {
  const id = useId();
  const options = props.options.map(o => (typeof o === 'string' ? { value: o, label: o } : o));
  const groups = [...new Set(options.map(o => o.group))];
  const list = (group: string | undefined) =>
    options
      .filter(o => o.group === group)
      .map(o => (
        <option key={o.value} value={o.value} selected={o.value === props.value}>
          {o.label}
        </option>
      ));
  return (
    <Frame {...props} id={id}>
      <select
        id={id}
        class="input"
        value={props.value}
        disabled={props.disabled}
        aria-describedby={noteOf(id, props)}
        onChange={event => props.onChange(event.currentTarget.value)}
      >
        {groups.map(group =>
          group === undefined ? (
            list(group)
          ) : (
            <optgroup key={group} label={group}>
              {list(group)}
            </optgroup>
          ),
        )}
      </select>
    </Frame>
  );
}

export interface TextProps extends Labelled {
  readonly value: string;
  readonly placeholder?: string;
  /** Called when the reader is done: leaves the box, or presses Enter. */
  readonly onChange: (value: string) => void;
  readonly lines?: number;
  readonly inputMode?: 'numeric' | 'decimal' | 'text';
}

/** A box for text: what is typed counts when the reader leaves it, or presses Enter; Escape takes it back. */
export function TextBox(props: TextProps) {
  const id = useId();
  const [draft, setDraft] = useState<string>();
  const done = () => {
    if (draft !== undefined && draft !== props.value) props.onChange(draft);
    setDraft(undefined);
  };
  const common = {
    id,
    class: 'input',
    value: draft ?? props.value,
    placeholder: props.placeholder,
    disabled: props.disabled,
    spellcheck: false,
    autocomplete: 'off',
    'aria-invalid': props.fault !== undefined,
    'aria-describedby': noteOf(id, props),
    onInput: (event: TargetedInputEvent<HTMLInputElement | HTMLTextAreaElement>) =>
      setDraft(event.currentTarget.value),
    onBlur: done,
  } as const;
  return (
    <Frame {...props} id={id}>
      {props.lines ? (
        <textarea {...common} rows={props.lines} />
      ) : (
        <input
          {...common}
          type="text"
          inputMode={props.inputMode}
          onKeyDown={event => {
            if (event.key === 'Enter') done();
            if (event.key === 'Escape') setDraft(undefined);
          }}
        />
      )}
    </Frame>
  );
}

export interface NumberProps extends Labelled {
  readonly value: number;
  readonly min?: number;
  readonly max?: number;
  readonly integer?: boolean;
  readonly onChange: (value: number) => void;
}

/** A box for one number; what is no number in the range is said and not passed on. */
export function NumberBox({ min, max, integer = false, value, onChange, ...rest }: NumberProps) {
  const [fault, setFault] = useState<string>();
  const change = (text: string) => {
    const wrong = numberFault(text, { min, max, integer });
    setFault(wrong);
    if (wrong === undefined) onChange(Number(text));
  };
  return (
    <TextBox
      {...rest}
      fault={rest.fault ?? fault}
      inputMode={integer ? 'numeric' : 'decimal'}
      value={String(value)}
      onChange={change}
    />
  );
}

interface Range {
  readonly min?: number;
  readonly max?: number;
  readonly integer?: boolean;
}

/** What is wrong with a text that should be a number, or undefined. */
function numberFault(text: string, { min, max, integer }: Range): string | undefined {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) return `'${text}' is no number`;
  if (integer && !Number.isInteger(value)) return 'a whole number is needed';
  if (min !== undefined && value < min) return `at least ${min}`;
  if (max !== undefined && value > max) return `at most ${max}`;
  return undefined;
}

export interface SliderProps extends Labelled {
  readonly value: number;
  readonly min: number;
  readonly max: number;
  /** Of a linear slider; default a hundredth of the range. */
  readonly step?: number;
  /** Equal ways are equal factors. */
  readonly log?: boolean;
  /** The text beside the slider; default the number with 3 digits. */
  readonly format?: (value: number) => string;
  readonly onInput: (value: number) => void;
}

const POSITIONS = 1000;

/** A slider with a box for the exact number, which may lie beyond the slider's ends. */
export function Slider(props: SliderProps) {
  const { value, min, max, log = false, step = (max - min) / 100, onInput } = props;
  const id = useId();
  const [draft, setDraft] = useState<string>();
  const position = log ? (POSITIONS * Math.log(Math.max(value, min) / min)) / Math.log(max / min) : value;
  const at = (p: number) => (log ? threeDigits(min * (max / min) ** (p / POSITIONS)) : p);
  const typed = () => {
    if (draft !== undefined && numberFault(draft, {}) === undefined) onInput(Number(draft));
    setDraft(undefined);
  };
  const text = (props.format ?? (v => String(threeDigits(v))))(value);
  const name = typeof props.label === 'string' ? props.label : 'exact value';
  return (
    <Frame {...props} id={id}>
      <span class="slider">
        <input
          id={id}
          type="range"
          min={log ? 0 : min}
          max={log ? POSITIONS : max}
          step={log ? 1 : step}
          value={position}
          disabled={props.disabled}
          aria-valuetext={text}
          aria-describedby={noteOf(id, props)}
          onInput={event => onInput(at(Number(event.currentTarget.value)))}
        />
        <input
          class="input"
          type="text"
          inputMode="decimal"
          aria-label={`${name}, exact value`}
          disabled={props.disabled}
          value={draft ?? text}
          onInput={event => setDraft(event.currentTarget.value)}
          onBlur={typed}
          onKeyDown={event => event.key === 'Enter' && typed()}
        />
      </span>
    </Frame>
  );
}

const threeDigits = (value: number) => Number(value.toPrecision(3));

export interface ToggleProps extends Labelled {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

export function Toggle({ label, hint, checked, disabled, onChange }: ToggleProps) {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={event => onChange(event.currentTarget.checked)}
      />
      <span>
        {label}
        {hint && <span class="muted small"> {hint}</span>}
      </span>
    </label>
  );
}

export interface SegmentedProps<T extends string> {
  /** What is chosen, for those who do not see the layout. */
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly onChange: (value: T) => void;
}

/** One of a few, side by side. */
export function Segmented<T extends string>({ label, value, options, onChange }: SegmentedProps<T>) {
  const name = useId();
  return (
    <div class="segmented" role="radiogroup" aria-label={label}>
      {options.map(option => (
        <label key={option.value}>
          <input
            type="radio"
            name={name}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          {option.label}
        </label>
      ))}
    </div>
  );
}

export interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'class' | 'type'> {
  readonly kind?: 'primary' | 'quiet';
  readonly large?: boolean;
}

export function Button({ kind, large, ...rest }: ButtonProps) {
  const classes = ['button', kind, large && 'large'].filter(Boolean).join(' ');
  return <button {...rest} type="button" class={classes} />;
}

export interface FileButtonProps {
  readonly label: string;
  readonly folder?: boolean;
  readonly multiple?: boolean;
  /** Kinds of files, as the attribute of that name. */
  readonly accept?: string;
  readonly onChoose: (files: FileList | null) => void;
}

/** A button that opens files, or a folder. */
export function FileButton({ label, folder, multiple, accept, onChoose }: FileButtonProps) {
  return (
    <label class="button">
      {label}
      <input
        class="hidden-text"
        type="file"
        multiple={multiple}
        accept={accept}
        {...(folder && { webkitdirectory: true })}
        onChange={({ currentTarget: input }) => {
          onChoose(input.files);
          input.value = ''; // the same file may be chosen again
        }}
      />
    </label>
  );
}

export interface FoldProps {
  readonly title: ComponentChildren;
  /** What is inside, in few words, while it is closed. */
  readonly note?: ComponentChildren;
  readonly open?: boolean;
  readonly onToggle?: (open: boolean) => void;
  readonly children: ComponentChildren;
}

/** A part that is closed until it is wanted; its content is made when it is first opened. */
export function Fold({ title, note, open = false, onToggle, children }: FoldProps) {
  const [seen, setSeen] = useState(open);
  return (
    <details
      class="fold"
      open={open}
      onToggle={({ currentTarget: { open: isOpen } }) => {
        if (isOpen) setSeen(true);
        onToggle?.(isOpen);
      }}
    >
      <summary>
        {title} {note && <span class="muted small">{note}</span>}
      </summary>
      {seen && <div class="stack">{children}</div>}
    </details>
  );
}
