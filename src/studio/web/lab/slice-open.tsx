import type { SliceKind } from '../engine/slice/slice.ts';
import { Fold } from '../shell/controls.tsx';
import { lazily } from '../shell/lazy.tsx';
import type { Lab } from './store.ts';

/** What is in the fold, whose code is loaded when it is first opened. */
const Slices = lazily({ name: 'The saddle', load: async () => (await import('./slice-panel.tsx')).Slices });

/** The value around the weights of a run as a surface; computed while it is open. */
export function SlicePanel({ lab }: { readonly lab: Lab }) {
  const ask = (slice: SliceKind | undefined) => {
    const { layers } = lab.view;
    if (layers.peek().slice !== slice) layers.value = { ...layers.peek(), slice };
  };
  return (
    <Fold
      title="The saddle"
      note="V around the weights of this run"
      open={lab.view.layers.value.slice !== undefined}
      onToggle={open => ask(open ? (lab.view.layers.peek().slice ?? 'random') : undefined)}
    >
      <Slices lab={lab} ask={ask} />
    </Fold>
  );
}
