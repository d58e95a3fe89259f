import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { drawNoise } from '../../../gan/feeds.ts';
import { buildGan } from '../../../train/build.ts';
import type { Config } from '../../../train/config.ts';
import type { Remedy } from '../../../train/monitor/remedies.ts';
import { recipes } from '../../../train/recipes.ts';
import { UserError } from '../../../util/error.ts';
import { keepsState } from '../engine/setup.ts';
import { changesOf, configOf, RECIPE, type Setup, setupOf } from '../lab/model.ts';
import { Desk } from '../setup/desk.ts';
import { replaceQuery, route } from '../shell/route.ts';
import type { Leaf } from './album.ts';
import { ImagesClient } from './client.ts';
import type { OwnFiles } from './files.ts';
import { SHOWN } from './messages.ts';

/** What the page opens with. */
export const FIRST: Setup = { recipe: 'digits', changes: {} };

/** Recipes for images that a page can load. */
export const offered = Object.entries(recipes).filter(([, { config }]) =>
  ['mnist', 'stacked-mnist'].includes(config.data.name),
);

/** A sample of the grid, or a real one beside it. */
export interface Chosen {
  readonly kind: 'real' | 'fake';
  readonly index: number;
}

/** The page: a setup that the reader changes, the run that follows it, and what is looked at. */
export class Images {
  readonly client = new ImagesClient();
  readonly desk = new Desk({
    first: FIRST,
    check: setup => this.check(setup),
    taken: (config, fresh) => this.follow(config, fresh),
  });
  readonly chosen = signal<Chosen>({ kind: 'fake', index: 0 });
  /** The step whose grid is looked at; undefined: the newest. */
  readonly at = signal<number | undefined>(undefined);
  /** What happened to the run by the last change, in words. */
  readonly note = signal('');
  private files: OwnFiles = new Map();
  private shape: readonly number[] = [28, 28, 1];

  /** The grid that is looked at. */
  readonly leaf: ReadonlySignal<Leaf | undefined> = computed(() => {
    const leaves = this.client.signals.leaves.value;
    const at = this.at.value;
    return at === undefined ? leaves.at(-1) : (leaves.findLast(({ step }) => step <= at) ?? leaves[0]);
  });

  private readonly law = computed(() => {
    const { noise, seed } = this.desk.config.value;
    return JSON.stringify({ noise, seed });
  });

  /** z of each sample of the grid, [SHOWN, dimension]; the same array while noise and seed are the same. */
  readonly noise: ReadonlySignal<Float32Array> = computed(() => {
    const { noise, seed } = JSON.parse(this.law.value) as Pick<Config, 'noise' | 'seed'>;
    return drawNoise(noise.law, seed, 'samples', 0, new Float32Array(SHOWN * noise.dimension));
  });

  /** Takes the setup of the address, or the first one. */
  async open(): Promise<void> {
    const { query } = route.peek();
    const { setup, unknown } = setupOf(query);
    if (unknown.length > 0)
      this.note.value = `The link holds values that are not known here: ${unknown.join(', ')}.`;
    const asked = query.has(RECIPE) ? setup : { ...setup, recipe: FIRST.recipe };
    if (await this.desk.use(asked, { path: '', fresh: true })) return;
    const refusal = this.desk.refusal.peek();
    await this.desk.use(FIRST, { path: '', fresh: true });
    this.note.value = `The link could not be followed: ${refusal?.message}`;
  }

  /** Another recipe for the same data, where they are the reader's own. */
  useRecipe(recipe: string): Promise<boolean> {
    const { changes } = this.desk.setup.peek();
    const own = changes['data.name'] === 'idx';
    const data = Object.entries(changes).filter(([path]) => path.startsWith('data.'));
    return this.desk.use(
      { recipe, changes: own ? Object.fromEntries(data) : {} },
      { path: 'recipe', fresh: true },
    );
  }

  /** The value that was refused last. */
  get refusal() {
    return this.desk.refusal;
  }

  apply(remedy: Remedy): Promise<boolean> {
    return this.desk.setAll(changesOf(remedy.patch), 'remedy');
  }

  /** Begins the same setup anew. */
  reset(): void {
    this.note.value = '';
    this.at.value = undefined;
    this.client.start(this.desk.config.peek(), this.files);
  }

  dispose(): void {
    this.client.dispose();
  }

  private check(setup: Setup): Config {
    const config = configOf(setup);
    buildGan(config, { shape: this.shapeOf(config) });
    return config;
  }

  private shapeOf({ data }: Config): readonly number[] {
    if (data.name === 'mnist') return [28, 28, 1];
    if (data.name === 'stacked-mnist') return [28, 28, 3];
    if (data.name !== 'idx')
      throw new UserError(`data: expected images, got ${data.name}; use the Lab for it`);
    if (this.files.size > 0) return this.shape;
    throw new UserError('data: expected your own images, got none; choose their files first');
  }

  /** Goes on with the run where it can, else begins another. */
  private follow(config: Config, fresh: boolean): void {
    const { recipe, changes } = this.desk.setup.peek();
    replaceQuery({ ...(recipe !== FIRST.recipe && { [RECIPE]: recipe }), ...changes });
    const { status, step, config: running } = this.client.signals;
    const active = status.peek() === 'running';
    const before = running.peek();
    if (!fresh && (active || status.peek() === 'paused') && before && keepsState(before, config)) {
      this.client.configure(config);
      if (step.peek() > 0)
        this.note.value = `Changed at step ${step.peek().toLocaleString('en')}; the run goes on.`;
      return;
    }
    if (before && step.peek() > 0) this.note.value = 'Another game: the run began anew.';
    this.at.value = undefined;
    this.client.start(config, this.files, active);
  }
}
