import { nameOf } from '../../setup/groups.ts';
import { Button, Segmented } from '../../shell/controls.tsx';
import { Summary } from '../numbers.tsx';
import { Pictures } from '../picture.tsx';
import type { Lab } from '../store.ts';
import { type Difference, differencesOf } from './address.ts';
import type { Pair, Side } from './pair.ts';

const SIDES = [
  { value: 'a', label: 'A' },
  { value: 'b', label: 'B' },
] as const satisfies readonly { value: Side; label: string }[];

/** Begins and ends a comparison, and says in what the two differ. */
export function CompareBar({ pair }: { readonly pair: Pair }) {
  const { a, b } = pair;
  const ready = a.client.signals.scene.value !== undefined;
  if (!b) {
    return (
      <Button
        disabled={!ready}
        title="A second run beside this one, with settings of its own"
        onClick={() => void pair.compare()}
      >
        Compare (A/B)
      </Button>
    );
  }
  return (
    <>
      <Button onClick={() => pair.end()}>End comparison</Button>
      <p class="differences" role="status">
        <Differences differences={differencesOf(a.setup.value, b.setup.value)} />
      </p>
    </>
  );
}

function Differences({ differences }: { readonly differences: readonly Difference[] }) {
  if (differences.length === 0) return <>A and B are the same: change a setting of one.</>;
  const side = (name: 'a' | 'b') => differences.map(d => `${shortName(d.path)} ${brief(d[name])}`).join(', ');
  return (
    <>
      <b>A</b>: {side('a')}; <b>B</b>: {side('b')}
    </>
  );
}

/** A path as the panel says it, with the player where there are two of the kind. */
function shortName(path: string): string {
  const player = /generator|discriminator/.exec(path)?.[0];
  return (player ? `${player === 'generator' ? 'G' : 'D'}: ` : '') + nameOf(path);
}

const LONG = 24;
const brief = (text: string) => (text.length > LONG ? `${text.slice(0, LONG)}…` : text || 'none');

/** Whose settings the panel shows. */
export function SideSwitch({ pair }: { readonly pair: Pair }) {
  if (!pair.b) return null;
  return (
    <section class="panel row" aria-label="Settings of">
      <span class="muted">Settings of</span>
      <Segmented
        label="Settings of"
        value={pair.edited.value === pair.a ? 'a' : 'b'}
        options={SIDES}
        onChange={side => pair.edit(side)}
      />
    </section>
  );
}

/** Both runs, each with its pictures and its numbers. */
export function SideBySide({ a, b }: { readonly a: Lab; readonly b: Lab }) {
  const sides = [
    { name: 'A', lab: a },
    { name: 'B', lab: b },
  ];
  return (
    <div class="sides">
      {sides.map(({ name, lab }) => (
        <section key={name} class="stack" aria-label={`Run ${name}`}>
          <h2>
            {name}{' '}
            <span class="muted small" data-step={lab.client.signals.step.value}>
              step {lab.client.signals.step.value.toLocaleString('en')}
            </span>
          </h2>
          <Pictures lab={lab} />
          <Summary lab={lab} />
        </section>
      ))}
    </div>
  );
}
