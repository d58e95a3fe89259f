import type { DataConfig } from '../../../data/registry.ts';
import { configFields } from '../../../train/fields.ts';
import { FieldControl, Penalties } from '../setup/field-control.tsx';
import { foldedGroups, matters } from '../setup/groups.ts';
import { recipeHint } from '../setup/model.ts';
import { Button, Fold, Select, Toggle } from '../shell/controls.tsx';
import { FOLDER } from './choice.ts';
import { DataPanel } from './data-panel.tsx';
import { classChanges, familyChanges } from './families.ts';
import { FIRST, offered } from './offered.ts';
import { type SetName, sets } from './sets.ts';
import type { Images } from './store.ts';

const PLAYERS = ['generator', 'discriminator'] as const;
/** Families that can be begun here; a recipe may have others. */
const FAMILIES = ['dcgan', 'mlp', 'maxout'];
/** What has a place above the folds. */
const ABOVE = [
  ...PLAYERS.flatMap(player => [`${player}.family`, `${player}.channels`]),
  'generator.condition',
];
const groups = foldedGroups(configFields()).map(({ title, paths }) => ({
  title,
  paths: paths.filter(path => !ABOVE.includes(path)),
}));

/** All that can be set, the essentials first. */
export function Panel({ images }: { readonly images: Images }) {
  return (
    <form class="lab-panel stack" aria-label="Setup" onSubmit={event => event.preventDefault()}>
      <section class="panel stack">
        <Recipes images={images} />
        <DataPanel images={images} />
      </section>
      <section class="panel stack">
        <h2>Players</h2>
        {PLAYERS.map(player => (
          <Player key={player} images={images} player={player} />
        ))}
        <Conditional images={images} />
        <div class="pairs">
          <FieldControl lab={images} path="latent.dim" />
          <FieldControl lab={images} path="latent.distribution" />
        </div>
      </section>
      <section class="panel stack">
        <h2>Game</h2>
        <FieldControl lab={images} path="objective" />
        <FieldControl lab={images} path="optimizer.discriminator.lr" label="D: learning rate" />
        <FieldControl lab={images} path="optimizer.generator.lr" label="G: learning rate" />
        <FieldControl lab={images} path="k" />
        <FieldControl lab={images} path="batch" />
        <FieldControl lab={images} path="seed" />
        <Penalties lab={images} />
      </section>
      <section class="panel">
        {groups.map(({ title, paths }) => (
          <Fold key={title} title={title}>
            {paths
              .filter(path => matters(path, images.config.value))
              .map(path => (
                <FieldControl key={path} lab={images} path={path} />
              ))}
          </Fold>
        ))}
      </section>
    </form>
  );
}

function Recipes({ images }: { readonly images: Images }) {
  const { recipe } = images.setup.value;
  const count = images.changeCount;
  const isOwn = images.config.value.data.name === 'idx';
  const refusal = images.refusal.value;
  return (
    <>
      <Select
        label="Recipe"
        value={recipe}
        options={[...new Set([...(isOwn ? [FOLDER] : []), ...offered.map(([name]) => name), recipe])]}
        hint={images.reasons ?? recipeHint(images.setup.value, data => dataWords(images, data))}
        fault={refusal?.path === 'recipe' ? refusal.message : undefined}
        onChange={name => void images.useRecipe(name)}
      />
      {count > 0 && (
        <div class="row">
          <span class="muted small">
            {count} {count === 1 ? 'value' : 'values'} changed
          </span>
          <Button kind="quiet" onClick={() => void images.useRecipe(recipe)}>
            Back to {recipe === FIRST.recipe ? 'the start' : recipe}
          </Button>
        </div>
      )}
    </>
  );
}

/** What other images than those of the recipe are called. */
function dataWords(images: Images, { name, classes }: DataConfig): string {
  const { words } = sets[name as SetName];
  if (name === 'idx') return images.ownWords?.replace(/^your/, 'Your') ?? words;
  const some = name === 'mnist' && Array.isArray(classes) && classes.length > 0;
  return some ? `${words}, the digits ${classes.join(', ')}` : words;
}

interface PlayerProps {
  readonly images: Images;
  readonly player: (typeof PLAYERS)[number];
}

function Player({ images, player }: PlayerProps) {
  const letter = player === 'generator' ? 'G' : 'D';
  const network = images.config.value[player];
  const { family } = network;
  const refusal = images.refusal.value;
  const units = ['channels', 'hidden'].find(name => name in network);
  const path = `${player}.family`;
  return (
    <div class="pairs">
      <Select
        label={`${letter}: network`}
        value={family}
        options={[...new Set([family, ...FAMILIES])]}
        fault={refusal?.path === path ? refusal.message : undefined}
        onChange={name => void images.setAll(familyChanges(player, name, network), path)}
      />
      {units && <FieldControl lab={images} path={`${player}.${units}`} label={`${letter}: ${units}`} />}
    </div>
  );
}

/** Whether both networks read the class; one alone cannot. */
function Conditional({ images }: { readonly images: Images }) {
  const refusal = images.refusal.value;
  const path = 'conditional';
  return (
    <>
      <Toggle
        label="conditional on the class"
        checked={images.config.value.generator.condition !== 'none'}
        onChange={on => void images.setAll(classChanges(on), path)}
      />
      {refusal?.path === path && (
        <p class="fault" role="alert">
          {refusal.message}
        </p>
      )}
    </>
  );
}
