import type { Client } from '../../packages/client/src/types.ts';
import type { Look } from './look.ts';

interface ControlProps {
  readonly client: Client;
  readonly look: Look;
  change(look: Look): void;
}

/** Seed, classes or attributes, truncation. */
export function Controls({ client, look, change }: ControlProps) {
  const set = (part: Partial<Look>) => change({ ...look, ...part });
  const { classes, attributes } = client;
  return (
    <div class="controls">
      <Seed label="Seed" seed={look.seed} change={seed => set({ seed })} />
      {classes.length > 0 && (
        <Choice
          label="Class"
          none="all in turn"
          values={classes}
          value={look.kind}
          change={kind => set({ kind })}
        />
      )}
      {attributes.map(({ name, values }) => (
        <Choice
          key={name}
          label={name}
          none="any"
          values={values}
          value={look.attributes[name] ?? ''}
          change={value => set({ attributes: { ...look.attributes, [name]: value } })}
        />
      ))}
      <Truncation client={client} look={look} change={change} />
    </div>
  );
}

interface SeedProps {
  readonly label: string;
  readonly seed: number;
  change(seed: number): void;
}

const isSeed = (seed: number) => Number.isSafeInteger(seed) && seed >= 0;

/** A whole number, typed or the next one. */
export function Seed({ label, seed, change }: SeedProps) {
  const typed = (event: Event) => {
    const value = (event.currentTarget as HTMLInputElement).valueAsNumber;
    if (isSeed(value)) change(value);
  };
  return (
    <div class="field">
      <label for={label}>{label}</label>
      <div class="with-button">
        <input id={label} class="input" type="number" min="0" step="1" value={seed} onInput={typed} />
        <button
          type="button"
          class="button"
          aria-label={`Next ${label.toLowerCase()}`}
          onClick={() => change(seed + 1)}
        >
          Next
        </button>
      </div>
    </div>
  );
}

interface ChoiceProps {
  readonly label: string;
  /** What is chosen by nothing. */
  readonly none: string;
  readonly values: readonly string[];
  readonly value: string;
  change(value: string): void;
}

function Choice({ label, none, values, value, change }: ChoiceProps) {
  return (
    <div class="field">
      <label for={`choice-${label}`}>{label}</label>
      <select
        id={`choice-${label}`}
        class="input"
        value={value}
        onChange={event => change(event.currentTarget.value)}
      >
        <option value="">{none}</option>
        {values.map(name => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}

/** At the right end there is none. */
function Truncation({ client, look, change }: ControlProps) {
  const most = client.info.latent.distribution === 'normal' ? 3 : 1;
  const value = look.truncation ?? most;
  const set = (event: Event) => {
    const chosen = (event.currentTarget as HTMLInputElement).valueAsNumber;
    change({ ...look, truncation: chosen < most ? chosen : undefined });
  };
  return (
    <div class="field">
      <label for="truncation">
        Truncation <output>{look.truncation === undefined ? 'none' : value.toFixed(2)}</output>
      </label>
      <input id="truncation" type="range" min="0.05" max={most} step="0.05" value={value} onInput={set} />
    </div>
  );
}
