import { useEffect, useState } from 'preact/hooks';
import { UserError } from '../../../util/error.ts';
import type { Schema, Session } from '../../protocol.ts';
import { Button, Select, TextBox } from '../shell/controls.tsx';
import { ErrorBox, messageOf } from '../shell/error-box.tsx';
import { getSchema, getSession, startRun } from './api.ts';
import { compareHref, runHref } from './words.ts';

interface StartProps {
  /** A run whose config the new one begins with, in the place of a recipe. */
  readonly like?: string;
  readonly onStarted?: () => void;
  readonly onClose: () => void;
}

interface Setting {
  readonly path: string;
  readonly text: string;
}

/** The values that people change most; any other can be added. */
const FIRST: readonly Setting[] = ['steps', 'seed', 'batch'].map(path => ({ path, text: '' }));

/** Starts a run in a process of its own: a recipe or another run, and what shall be otherwise. */
export function Start({ like, onStarted, onClose }: StartProps) {
  const [known, setKnown] = useState<Schema & Session>();
  const [recipe, setRecipe] = useState('ring');
  const [settings, setSettings] = useState(FIRST);
  const [seeds, setSeeds] = useState('1');
  const [fault, setFault] = useState<string>();
  const [waiting, setWaiting] = useState(false);
  useEffect(() => {
    Promise.all([getSchema(), getSession()]).then(
      ([schema, session]) => setKnown({ ...schema, ...session }),
      error => setFault(messageOf(error)),
    );
  }, []);
  const start = async ({ mostRuns }: Session) => {
    setWaiting(true);
    setFault(undefined);
    try {
      const count = countOf(seeds, mostRuns);
      const given = settings.filter(({ path, text }) => path !== '' && text !== '');
      const changes = Object.fromEntries(given.map(({ path, text }) => [path, text]));
      const { runs } = await startRun({
        ...(like === undefined ? { recipe } : { like }),
        settings: changes,
        seeds: count,
      });
      const ids = runs.map(({ id }) => id);
      onStarted?.();
      onClose();
      location.hash = count === 1 ? runHref(ids[0]) : compareHref(ids);
    } catch (error) {
      setFault(messageOf(error));
    } finally {
      setWaiting(false);
    }
  };
  return (
    <section class="panel stack start" aria-label="New run">
      <h2>{like === undefined ? 'New run' : `New run like ${like}`}</h2>
      {known && (
        <>
          {like === undefined && (
            <Select
              label="Recipe"
              value={recipe}
              options={known.recipes.map(({ name }) => name)}
              hint={known.recipes.find(({ name }) => name === recipe)?.summary}
              onChange={setRecipe}
            />
          )}
          <Settings
            schema={known}
            settings={settings}
            unset={like === undefined ? 'as the recipe has it' : 'as that run has it'}
            onChange={setSettings}
          />
          <div class="narrow">
            <TextBox
              label="Number of seeds"
              value={seeds}
              inputMode="numeric"
              hint={`a run of each: the seed and those that follow it, all at the same time; at most ${known.mostRuns}`}
              onChange={setSeeds}
            />
          </div>
          <div class="row">
            <Button kind="primary" disabled={waiting} onClick={() => start(known)}>
              {waiting ? 'Starting…' : 'Start'}
            </Button>
            <Button onClick={() => setSettings([...settings, { path: '', text: '' }])}>Add a setting</Button>
            <Button kind="quiet" onClick={onClose}>
              Close
            </Button>
          </div>
          <p class="small muted">
            It trains in a process of its own, which goes on when this page or the server is closed.
          </p>
        </>
      )}
      {fault && <ErrorBox title="The run was not started" message={fault} />}
    </section>
  );
}

/** @throws UserError unless it is how many runs may train at the same time */
function countOf(text: string, most: number): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= most) return count;
  throw new UserError(
    `number of seeds: expected a whole number from 1 to ${most}, got '${text}'; a larger --max-runs of the studio allows more`,
  );
}

interface SettingsProps {
  readonly schema: Schema;
  readonly settings: readonly Setting[];
  /** What an empty box means. */
  readonly unset: string;
  readonly onChange: (settings: readonly Setting[]) => void;
}

function Settings({ schema, settings, unset, onChange }: SettingsProps) {
  const change = (index: number, setting: Setting) =>
    onChange(settings.map((s, i) => (i === index ? setting : s)));
  return (
    <div class="settings">
      <datalist id="setting-paths">
        {schema.fields.map(({ path, description }) => (
          <option key={path} value={path}>
            {description}
          </option>
        ))}
      </datalist>
      {settings.map(({ path, text }, i) => {
        const field = schema.fields.find(f => f.path === path);
        const known = FIRST.some(first => first.path === path);
        return (
          <div class="setting" key={i}>
            {!known && (
              <label class="field">
                <span class="label">Setting</span>
                <input
                  class="input"
                  list="setting-paths"
                  value={path}
                  spellcheck={false}
                  placeholder="generator.hidden"
                  onChange={event => change(i, { path: event.currentTarget.value.trim(), text })}
                />
              </label>
            )}
            <TextBox
              label={known ? path : 'Value'}
              value={text}
              placeholder={unset}
              hint={field && `${field.description}${field.expected ? `: ${field.expected}` : ''}`}
              onChange={value => change(i, { path, text: value.trim() })}
            />
          </div>
        );
      })}
    </div>
  );
}
