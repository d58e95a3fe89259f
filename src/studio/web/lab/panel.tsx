import { configFields } from '../../../train/fields.ts';
import { recipes } from '../../../train/recipes.ts';
import { Term } from '../glossary/term.tsx';
import { FieldControl, Penalties } from '../setup/field-control.tsx';
import { foldedGroups, matters } from '../setup/groups.ts';
import { recipeHint, tidy } from '../setup/model.ts';
import { Button, Fold, Select } from '../shell/controls.tsx';
import { DataControls } from './data-controls.tsx';
import { dataWords, FIRST, LAWS } from './model.ts';
import type { Lab } from './store.ts';

const groups = foldedGroups(configFields());
const names = LAWS.map(([name]) => name);
/** Recipes for the line and the plane. */
const offered = Object.entries(recipes).filter(([, { config }]) => names.includes(config.data.name));

/** All that can be set, the essentials first. */
export function Panel({ lab }: { readonly lab: Lab }) {
  return (
    <form class="lab-panel stack" aria-label="Setup" onSubmit={event => event.preventDefault()}>
      <section class="panel stack">
        <Recipes lab={lab} />
        <DataControls lab={lab} />
      </section>
      <section class="panel stack">
        <h2>Players</h2>
        <p class="muted small">
          The <Term of="generator">generator G</Term> turns <Term of="noise">noise z</Term> into samples, the{' '}
          <Term of="discriminator">discriminator D</Term> judges them.
        </p>
        <div class="pairs">
          <FieldControl lab={lab} path="generator.hidden" label="G: hidden layers" />
          <FieldControl lab={lab} path="discriminator.hidden" label="D: hidden layers" />
          <FieldControl lab={lab} path="generator.activation" label="G: activation" />
          <FieldControl lab={lab} path="discriminator.activation" label="D: activation" />
          <FieldControl lab={lab} path="latent.dim" />
          <FieldControl lab={lab} path="latent.distribution" />
        </div>
      </section>
      <section class="panel stack">
        <h2>Game</h2>
        <FieldControl lab={lab} path="objective" />
        <FieldControl lab={lab} path="optimizer.discriminator.lr" label="D: learning rate" />
        <FieldControl lab={lab} path="optimizer.generator.lr" label="G: learning rate" />
        <FieldControl lab={lab} path="k" />
        <FieldControl lab={lab} path="batch" />
        <FieldControl lab={lab} path="seed" />
        <Penalties lab={lab} />
      </section>
      <section class="panel">
        {groups.map(({ title, paths }) => (
          <Rest key={title} lab={lab} title={title} paths={paths} />
        ))}
      </section>
    </form>
  );
}

function Recipes({ lab }: { readonly lab: Lab }) {
  const { recipe, changes } = lab.setup.value;
  const count = Object.keys(tidy(lab.setup.value).changes).length;
  const fault = lab.refusal.value?.path === 'recipe' ? lab.refusal.value.message : undefined;
  return (
    <>
      <Select
        label="Setup"
        value={recipe}
        options={offered.map(([name]) => name)}
        hint={recipeHint(lab.setup.value, dataWords)}
        fault={fault}
        onChange={name => void lab.useRecipe(name)}
      />
      {Object.keys(changes).length > 0 && (
        <div class="row">
          <span class="muted small">
            {count} {count === 1 ? 'value' : 'values'} changed
          </span>
          <Button kind="quiet" onClick={() => void lab.useRecipe(recipe)}>
            Back to {recipe === FIRST.recipe ? 'the start' : recipe}
          </Button>
        </div>
      )}
    </>
  );
}

interface RestProps {
  readonly lab: Lab;
  readonly title: string;
  readonly paths: readonly string[];
}

function Rest({ lab, title, paths }: RestProps) {
  const shown = paths.filter(path => matters(path, lab.config.value));
  const changes = tidy(lab.setup.value).changes;
  const count = shown.filter(path => Object.hasOwn(changes, path)).length;
  return (
    <Fold title={title} note={count > 0 ? `${count} changed` : ''}>
      {shown.map(path => (
        <FieldControl key={path} lab={lab} path={path} />
      ))}
    </Fold>
  );
}
