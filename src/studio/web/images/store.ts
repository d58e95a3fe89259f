import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { parseImages } from '../../../data/decoders/idx.ts';
import type { RunFiles } from '../../../run/files.ts';
import { buildGan, type DataShape } from '../../../train/build.ts';
import type { Config } from '../../../train/config.ts';
import type { Latent } from '../../../train/latents.ts';
import { type Recipe, recipes } from '../../../train/recipes.ts';
import type { Condition } from '../../../util/condition.ts';
import { UserError } from '../../../util/error.ts';
import { filesOf, filesOfRun, type Given } from '../history/open.ts';
import { type BeginOptions, Bench } from '../setup/bench.ts';
import { configOf, queryOf, type Setup, tidy } from '../setup/model.ts';
import { download } from '../shell/download.ts';
import { messageOf } from '../shell/error-box.tsx';
import { replaceQuery, route } from '../shell/route.ts';
import { type Asked, gridOf } from './asked.ts';
import { ImagesClient } from './client.ts';
import { OWN_CLASSES, OWN_IMAGES, OWN_LABELS } from './files.ts';
import type { OwnImages } from './own.ts';
import { OwnStore, shapeWords } from './own-store.ts';
import { setOf } from './sets.ts';

/** What runs of this page are kept under. */
export const IMAGES = 'images';

/** What the page opens with. */
export const FIRST: Setup = { recipe: 'digits', changes: {} };

/** Recipes for images that a page can load. */
export const offered: readonly (readonly [name: string, recipe: Recipe])[] = Object.entries(
  recipes as Readonly<Record<string, Recipe>>,
).filter(
  ([, { config }]) =>
    setOf(String(config.data?.name))?.shape !== undefined && config.discriminator?.family !== 'projected',
);

/** A sample of the grid, or a real one beside it. */
export interface Chosen {
  readonly kind: 'real' | 'fake';
  readonly index: number;
}

/** What is chosen before the reader chooses. */
export const FIRST_SAMPLE: Chosen = { kind: 'fake', index: 0 };

/** What decides the fixed noise of the page. */
interface Law {
  readonly latent: Latent;
  readonly seed: number;
  /** Names of the classes of a conditional G. */
  readonly classes?: readonly string[];
}

/** The page: a setup that the reader changes, the run that follows it, and what is looked at. */
export class Images extends Bench {
  readonly client = new ImagesClient();
  readonly chosen = signal(FIRST_SAMPLE);
  /** What the reader gives. */
  readonly own = new OwnStore(images => this.useOwn(images));
  /** The reader's images as the setup names them. */
  private ownFiles: RunFiles = new Map();

  private readonly lawText = computed(() => {
    const { latent, seed } = this.config.value;
    const scene = this.client.signals.scene.value;
    return JSON.stringify({ latent: scene?.latent ?? latent, seed, classes: scene?.classes });
  });

  /** What G is asked for obeys it; the same object while it is the same. */
  readonly law = computed(() => JSON.parse(this.lawText.value) as Law);

  /** What G is asked for in the grid. */
  readonly grid: ReadonlySignal<Asked> = computed(() => {
    const { latent, seed, classes } = this.law.value;
    return gridOf(latent, seed, classes?.length);
  });

  constructor() {
    super(FIRST);
    this.watch(true);
  }

  /** Takes the run or the setup of the address, or the first one. */
  async open(): Promise<void> {
    const { query } = route.peek();
    const run = query.get('run');
    if (run) await this.tryLoad(filesOfRun(run));
    if (run && !this.unopened.peek()) return;
    query.delete('run');
    await this.openLink(query);
  }

  /** Trains on the reader's images, by the recipe of now. */
  private async useOwn({ files, count }: OwnImages): Promise<void> {
    const before = this.ownFiles;
    this.ownFiles = files;
    const { recipe, changes } = this.setup.peek();
    const other = Object.entries(changes).filter(([path]) => !path.startsWith('data.'));
    const batch = Math.min(this.config.peek().batch, count);
    const own = {
      ...Object.fromEntries(other),
      'data.name': 'idx',
      'data.images': OWN_IMAGES,
      ...(files.has(OWN_LABELS) && { 'data.labels': OWN_LABELS, 'data.names': OWN_CLASSES }),
      batch: String(batch),
    };
    const taken = await this.use(tidy({ recipe, changes: own }), { path: 'data.images', fresh: true });
    if (!taken) this.ownFiles = before;
  }

  /** The reader's images that the run is trained on. */
  get files(): RunFiles {
    return this.ownFiles;
  }

  /** What the run is called. */
  get title(): string {
    const { name } = this.config.peek().data;
    return name === 'idx' ? 'your-images' : name;
  }

  /** What was chosen or dropped: a run, a generator, or images. */
  async receive(given: readonly Given[]): Promise<void> {
    const model = given.find(({ path }) => /\.onnx$/i.test(path));
    if (model) return this.openModel(model.file);
    this.unopened.value = '';
    return (await isRun(given)) ? this.tryLoad(filesOf(given)) : this.own.read(given);
  }

  /** The reader's images in words, as they are learned; undefined for other data. */
  get ownWords(): string | undefined {
    const { run, shape } = this.client.signals.scene.value ?? {};
    if (this.config.value.data.name !== 'idx' || !run || !shape) return undefined;
    const lost = shape[2] === 1 && this.own.coloured.value > 0 ? ', their colours left out' : '';
    return `your ${run.size.toLocaleString('en')} pictures, as ${shapeWords(shape)}${lost}`;
  }

  /** Shows an exported generator in place of the run. */
  private async openModel(file: File): Promise<void> {
    this.unopened.value = '';
    try {
      const bytes = new Uint8Array(await file.arrayBuffer());
      await this.client.open(bytes, file.name, this.config.peek().seed);
      this.note.value = `The generator of ${file.name} is shown in place of the run.`;
    } catch (error) {
      this.unopened.value = messageOf(error);
    }
  }

  /** Hands G to the reader's downloads. @throws UserError why it cannot be had */
  async saveGenerator(): Promise<void> {
    const step = this.client.signals.step.peek();
    const { bytes } = await this.client.ask({ what: 'export', step });
    const model = new Blob([bytes as Uint8Array<ArrayBuffer>]);
    download(`${this.title}-generator-step-${step}.onnx`, model);
  }

  /** Another recipe for the same data, where they are the reader's own. */
  override useRecipe(recipe: string): Promise<boolean> {
    const { changes } = this.setup.peek();
    const own = changes['data.name'] === 'idx';
    const data = Object.entries(changes).filter(([path]) => path.startsWith('data.'));
    return this.use(
      { recipe, changes: own ? Object.fromEntries(data) : {} },
      { path: 'recipe', fresh: true },
    );
  }

  protected check(setup: Setup, files?: RunFiles): Config {
    return checkedConfig(setup, files ? ownOf(files) : this.ownFiles);
  }

  protected begin(config: Config, { id, files, run }: BeginOptions): void {
    if (files) {
      this.ownFiles = ownOf(files);
      this.own.coloured.value = 0; // what a run holds is as it was brought to
    }
    const isOwn = config.data.name === 'idx';
    const keeping = { id, page: IMAGES, title: isOwn ? 'your images' : config.data.name };
    this.client.start(config, { own: isOwn ? this.ownFiles : new Map(), files, run, keeping });
  }

  protected write(setup: Setup): void {
    replaceQuery(queryOf(setup, FIRST.recipe));
  }
}

/** Whether a folder of a run was given, or a zip of one. */
async function isRun(given: readonly Given[]): Promise<boolean> {
  if (given.some(({ path }) => /(^|\/)config\.json$/i.test(path))) return true;
  if (given.length !== 1 || !/\.zip$/i.test(given[0].path)) return false;
  const { isRunZip } = await import('./unzip.ts');
  return isRunZip(given[0]);
}

/** The reader's images that the files of a run hold. */
const ownOf = (files: RunFiles): RunFiles =>
  new Map([...files].filter(([path]) => path.startsWith('images/')));

/** The config of a setup. @throws UserError where it cannot be built on its images */
function checkedConfig(setup: Setup, own: RunFiles): Config {
  const config = configOf(setup);
  buildGan(config, dataShape(config, own));
  return config;
}

/** Stands for the classes of any data: whether networks can be built depends on neither their names nor their number. */
const CLASSES = { kind: 'class', names: ['0', '1'] } as const;

/** @throws UserError for a condition that no grid can show */
function conditionOf({ condition }: Config['data']): Condition {
  if (condition !== 'attributes') return CLASSES;
  throw new UserError(
    'data.condition: expected a class, such as hair, got attributes, which are a vector; train with it in Node',
  );
}

function dataShape({ data }: Config, own: RunFiles): DataShape {
  const set = setOf(data.name);
  if (!set) throw new UserError(`data: expected images, got ${data.name}; open it in the Lab`);
  if (set.shape) return { shape: set.shape(data), condition: conditionOf(data) };
  const images = own.get(OWN_IMAGES);
  if (images) {
    const { shape } = parseImages(images, OWN_IMAGES);
    return own.has(OWN_LABELS) ? { shape, condition: CLASSES } : { shape };
  }
  throw new UserError('data: expected your own images, got none; choose their files first');
}
