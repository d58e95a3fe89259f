import { textOf } from '../../../../train/shorthand.ts';
import { nameOf } from '../../setup/groups.ts';
import { configOf, valueAt } from '../../setup/model.ts';
import { Button } from '../../shell/controls.tsx';
import { chooseMode } from '../mode.ts';
import type { Lab } from '../store.ts';
import { ownSettings } from './offered.ts';

/** Says which settings of the run are not the usual ones: this view does not show them. */
export function Own({ lab }: { readonly lab: Lab }) {
  const setup = lab.setup.value;
  const own = ownSettings(setup);
  if (own.length === 0) return null;
  const config = configOf(setup);
  const said = own.map(path => `${shortName(path)} ${brief(textOf(valueAt(config, path) ?? '', path))}`);
  return (
    <section class="notice own" aria-label="Settings of this run">
      <p>
        This run has {own.length === 1 ? 'a setting' : `${own.length} settings`} of its own: {said.join('; ')}
        .
      </p>
      <div class="row">
        <Button onClick={() => chooseMode('full')}>See them in the full view</Button>
        <Button kind="quiet" onClick={() => void lab.useRecipe('lab')}>
          Back to the usual ones
        </Button>
      </div>
    </section>
  );
}

/** A setting as a list says it: `k`, and not what it means. */
const shortName = (path: string) => (path === 'data.name' ? 'data' : nameOf(path).split(',')[0]);

const LONG = 24;
const brief = (text: string) => (text.length > LONG ? `${text.slice(0, LONG)}…` : text || 'none');
