import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { RunFiles } from '../../../run/files.ts';
import type { Config } from '../../../train/config.ts';
import type { Latent } from '../../../train/latents.ts';
import { takeOver } from '../history/hand-over.ts';
import { filesOf, filesOfRun, type Given, isRun, modelIn } from '../history/open.ts';
import { type BeginOptions, Bench } from '../setup/bench.ts';
import { queryOf, type Setup, tidy } from '../setup/model.ts';
import { download } from '../shell/download.ts';
import { messageOf } from '../shell/error-box.tsx';
import { replaceQuery, route } from '../shell/route.ts';
import { type Asked, gridOf } from './asked.ts';
import { checkedConfig } from './checked.ts';
import { choiceOf, choiceText, chosenAnew, FOLDER, factsOf } from './choice.ts';
import { ImagesClient } from './client.ts';
import { FIRST, recipeFor } from './offered.ts';
import type { OwnImages } from './own.ts';
import { OwnStore, shapeWords } from './own-store.ts';
import type { SetName } from './sets.ts';

/** What runs of this page are kept under. */
export const IMAGES = 'images';

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
  private readonly ownFiles = signal<RunFiles>(new Map());
  /** Whether each is learned mirrored too. */
  private readonly mirrored = signal(false);
  /** What is known of them, and the setup that suits them. */
  private readonly facts = computed(() => factsOf(this.ownFiles.value, this.mirrored.value));
  private readonly choice = computed(
    () => this.facts.value && choiceOf(this.ownFiles.value, this.facts.value, this.mirrored.value),
  );

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
    const given = takeOver();
    await this.openLink(query);
    if (given) await this.begins(given);
  }

  /** Takes what was dropped on another page; pictures are trained on at once. */
  private async begins(given: readonly Given[]): Promise<void> {
    if (modelIn(given)) return this.receive(given);
    await this.startOwn(given);
  }

  /** Trains on the reader's images: by the recipe that chooses by them, or the other one that these had before. */
  private async useOwn({ files, count, mirror }: OwnImages): Promise<void> {
    const [before, mirrored, choice] = [this.ownFiles.peek(), this.mirrored.peek(), this.choice.peek()];
    [this.ownFiles.value, this.mirrored.value] = [files, mirror];
    const now = this.setup.peek();
    const stays = now.recipe !== FOLDER && now.changes['data.name'] === 'idx';
    const next = stays
      ? withData(now, {
          ...dataOf(this.choice.peek()!),
          batch: String(Math.min(this.config.peek().batch, count)),
        })
      : chosenAnew(this.choice.peek()!, now, choice);
    const taken = await this.use(tidy(next), { path: 'data.images', fresh: true });
    if (!taken) [this.ownFiles.value, this.mirrored.value] = [before, mirrored];
  }

  /** The reader's images that the run is trained on. */
  get files(): RunFiles {
    return this.ownFiles.peek();
  }

  /** Why the recipe of now suits the reader's images; undefined for other recipes. */
  get reasons(): string | undefined {
    const [config, facts] = [this.config.value, this.facts.value];
    const isChosen = config.recipe === FOLDER && config.data.name === 'idx';
    return isChosen && facts ? choiceText(facts, config) : undefined;
  }

  /** How many values differ from those of the recipe, or from those that it chose. */
  get changeCount(): number {
    const { recipe, changes } = tidy(this.setup.value);
    const chosen = recipe === FOLDER ? this.choice.value?.changes : undefined;
    return Object.entries(changes).filter(([path, text]) => chosen?.[path] !== text).length;
  }

  /** Trains on other images: by their own recipe, if nothing was changed in the one of now. */
  useSet(name: SetName): Promise<boolean> {
    const isPlain = this.setup.peek().recipe === FOLDER || this.changeCount === 0;
    if (!isPlain) return this.set('data.name', name);
    const recipe = recipeFor(name);
    const changes: Setup['changes'] = recipe ? {} : { 'data.name': name };
    return this.use({ recipe: recipe ?? FIRST.recipe, changes }, { path: 'data.name', fresh: true });
  }

  /** Begins a recipe as it is, and lets it run. @returns whether it can be trained here; else why not is said */
  async startRecipe(recipe: string): Promise<boolean> {
    const isTaken = await this.use({ recipe, changes: {} }, { path: 'recipe', fresh: true });
    if (isTaken) {
      this.own.wanted.value = false;
      this.client.run();
    } else this.note.value = this.refusal.peek()?.message ?? '';
    return isTaken;
  }

  /** Runs what is paused, pauses what runs. */
  toggle(): void {
    const { value: status } = this.client.signals.status;
    if (status === 'running') this.client.pause();
    else if (status === 'paused') this.client.run();
  }

  /** Begins on the reader's images, and lets it run. @returns whether they could be read */
  async startOwn(given: readonly Given[]): Promise<boolean> {
    const before = this.ownFiles.peek();
    await this.own.read(given);
    const isTaken = this.ownFiles.peek() !== before;
    if (isTaken) this.client.run();
    else this.note.value = this.own.fault.peek() ? '' : (this.refusal.peek()?.message ?? '');
    return isTaken;
  }

  /** What the run is called. */
  get title(): string {
    const { name } = this.config.peek().data;
    return name === 'idx' ? 'your-images' : name;
  }

  /** What was chosen or dropped: a run, a generator, or images. */
  async receive(given: readonly Given[]): Promise<void> {
    const model = modelIn(given);
    if (model) return this.openModel(model.file);
    this.unopened.value = '';
    return (await isRun(given)) ? this.tryLoad(filesOf(given)) : this.own.read(given);
  }

  /** The reader's images in words, as they are learned; undefined for other data. */
  get ownWords(): string | undefined {
    const { run, shape } = this.client.signals.scene.value ?? {};
    if (this.config.value.data.name !== 'idx' || !run || !shape) return undefined;
    const lost = shape[2] === 1 && this.own.coloured.value > 0 ? ', their colours left out' : '';
    const [size, also] = this.mirrored.value ? [run.size / 2, ', each also mirrored'] : [run.size, ''];
    return `your ${size.toLocaleString('en')} pictures${also}, as ${shapeWords(shape)}${lost}`;
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
    const setup = this.setup.peek();
    const own = setup.changes['data.name'] === 'idx';
    const chosen = recipe === FOLDER && this.choice.peek();
    const plain = { recipe, changes: own ? dataOf(setup) : {} };
    return this.use(chosen || plain, { path: 'recipe', fresh: true });
  }

  protected check(setup: Setup, files?: RunFiles): Config {
    return checkedConfig(setup, files ? ownOf(files) : this.ownFiles.peek());
  }

  protected begin(config: Config, { id, files, run }: BeginOptions): void {
    if (files) {
      this.ownFiles.value = ownOf(files);
      this.own.coloured.value = 0; // what a run holds is as it was brought to
      this.mirrored.value = config.data['mirror'] === true;
    }
    const isOwn = config.data.name === 'idx';
    const keeping = { id, page: IMAGES, title: isOwn ? 'your images' : config.data.name };
    this.client.start(config, { own: isOwn ? this.ownFiles.peek() : new Map(), files, run, keeping });
  }

  protected write(setup: Setup): void {
    replaceQuery(queryOf(setup, FIRST.recipe));
  }
}

/** The reader's images that the files of a run hold. */
const ownOf = (files: RunFiles): RunFiles =>
  new Map([...files].filter(([path]) => path.startsWith('images/')));

/** What a setup says of the data. */
const dataOf = ({ changes }: Setup): Setup['changes'] =>
  Object.fromEntries(Object.entries(changes).filter(([path]) => path.startsWith('data.')));

/** A setup with other data, and some values. */
function withData({ recipe, changes }: Setup, given: Setup['changes']): Setup {
  const other = Object.entries(changes).filter(([path]) => !path.startsWith('data.'));
  return { recipe, changes: { ...Object.fromEntries(other), ...given } };
}
