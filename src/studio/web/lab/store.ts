import { computed, effect, signal } from '@preact/signals';
import type { RunFiles } from '../../../run/files.ts';
import type { Config } from '../../../train/config.ts';
import type { Remedy } from '../../../train/monitor/remedies.ts';
import { Client, type StartOptions } from '../engine/client.ts';
import { type KeptRun, keptFiles } from '../engine/keep.ts';
import { newRunId } from '../engine/keeper.ts';
import type { Layers } from '../engine/messages.ts';
import { keepsState } from '../engine/setup.ts';
import { whenHidden } from '../past/hidden.ts';
import { messageOf } from '../shell/error-box.tsx';
import { replaceQuery, route } from '../shell/route.ts';
import {
  changed,
  changesOf,
  checkedConfig,
  checkShown,
  configOf,
  FIRST,
  queryOf,
  type Setup,
  setupFrom,
  setupOf,
  tidy,
} from './model.ts';
import { View } from './view.ts';
import { isFit, shownBounds } from './zoom.ts';

/** What was refused: the value at a path, and why. */
export interface Refusal {
  readonly path: string;
  readonly message: string;
}

export interface LabOptions {
  /** How runs are looked at; shared by those that are compared. */
  readonly view?: View;
  /** Writes down a setup that was taken over; default: into the address. */
  readonly keep?: (setup: Setup) => void;
  /** Hears that a run began anew. */
  readonly began?: () => void;
  /** Whether the browser keeps its runs. */
  readonly kept?: boolean;
}

/** What runs of the lab are kept under. */
export const LAB = 'lab';

/** The lab: a setup that the reader changes, and the run that follows it. */
export class Lab {
  readonly client: Client;
  private readonly options: LabOptions;
  readonly setup = signal<Setup>(FIRST);
  readonly config = computed(() => configOf(this.setup.value));
  readonly view: View;
  readonly refusal = signal<Refusal | undefined>(undefined);
  /** What happened to the run by the last change, in words. */
  readonly note = signal('');
  /** Why a run that was kept, or saved as a file, was not opened. */
  readonly unopened = signal('');
  /** Whether it is over. */
  closed = false;
  private readonly stops: (() => void)[] = [];
  /** What the browser keeps the run of now under. */
  private id = '';
  /** Of the newest change: an older one that is still checked is dropped, since the newest contains it. */
  private turn = 0;
  /** The setup with all changes asked for, those included that are still checked. */
  private asked: Setup = FIRST;

  constructor(options: LabOptions = {}) {
    this.options = options;
    this.view = options.view ?? new View();
    this.client = new Client(this.view.layers.peek());
    this.stops.push(effect(() => this.client.show(this.wanted)));
    this.stops.push(effect(() => this.client.setSpeed(this.view.speed.value)));
    this.stops.push(effect(() => this.branched(this.client.past.signals.branched.value)));
    if (options.kept) this.stops.push(whenHidden(() => this.client.past.keep()));
  }

  /** Takes the setup of the address, or the first one. */
  async open(query = route.peek().query): Promise<void> {
    const { setup, unknown } = setupOf(query);
    if (unknown.length > 0)
      this.note.value = `The link holds values that are not known here: ${unknown.join(', ')}.`;
    if (await this.use(setup, { path: '', fresh: true })) return;
    await this.use(FIRST, { path: '', fresh: true });
  }

  /** Changes one value; refuses, with the reason beside the control, what cannot work. */
  set(path: string, text: string): Promise<boolean> {
    return this.use(tidy(changed(this.asked, path, text)), { path });
  }

  /** Several at once: the points of a drawing, a remedy. */
  setAll(changes: Readonly<Record<string, string>>, path: string): Promise<boolean> {
    const next = Object.entries(changes).reduce((setup, [p, text]) => changed(setup, p, text), this.asked);
    return this.use(next, { path });
  }

  useRecipe(recipe: string): Promise<boolean> {
    return this.use({ recipe, changes: {} }, { path: 'recipe', fresh: true });
  }

  apply(remedy: Remedy): Promise<boolean> {
    return this.setAll(changesOf(remedy.patch), 'remedy');
  }

  /** Takes a whole setup over as it is. */
  copy(setup: Setup): Promise<boolean> {
    return this.use(setup, { path: '', fresh: true });
  }

  /** Begins the same setup anew. @param run whether it runs at once */
  reset(run = false): void {
    this.note.value = '';
    this.begin(this.config.peek(), { run });
  }

  /**
   * Goes on with a run that was kept, saved as a file, or trained elsewhere.
   * @param kept the run that the browser keeps; default it becomes another one
   * @throws UserError when it is no run of the lab; the run of now is as it was
   */
  async load(source: Promise<RunFiles>, kept?: Pick<KeptRun, 'id'>): Promise<void> {
    const turn = ++this.turn;
    this.unopened.value = '';
    const files = await source;
    const { readArchive } = await import('../engine/archive.ts');
    const { config, checkpoint, warnings } = await readArchive(files);
    checkShown(config);
    const setup = setupFrom(config);
    const checked = await checkedConfig(setup);
    if (turn !== this.turn) return;
    this.take(setup);
    this.begin(checked, { files, id: kept?.id });
    const at = `The run goes on from step ${checkpoint.step.toLocaleString('en')}.`;
    this.note.value = [at, ...warnings].join(' ');
  }

  /** As {@link load}; says at the top of the page if that is not possible. */
  async tryLoad(source: Promise<RunFiles>, kept?: Pick<KeptRun, 'id'>): Promise<void> {
    try {
      await this.load(source, kept);
    } catch (error) {
      this.unopened.value = messageOf(error);
    }
  }

  /** Goes on with what the browser keeps of the run of now. */
  recover(): Promise<void> {
    const { id } = this;
    return this.tryLoad(keptFiles(id), { id });
  }

  dispose(): void {
    this.closed = true; // what is still checked starts nothing
    for (const stop of this.stops) stop();
    this.client.dispose();
  }

  /** What pictures hold. On the line the density of generated samples is a part of every one. */
  private get wanted(): Layers {
    const scene = this.client.signals.scene.value;
    const [layers, zoom] = [this.view.layers.value, this.view.zoom.value];
    return {
      ...layers,
      mesh: layers.mesh || this.view.flows.value,
      density: layers.density || scene?.dimension === 1,
      region: scene && !isFit(zoom) ? shownBounds(scene.grid.bounds, zoom) : undefined,
    };
  }

  private begin(config: Config, { id = newRunId(), ...options }: BeginOptions): void {
    this.id = id;
    const keeping = this.options.kept ? { id, page: LAB, title: config.data.name } : undefined;
    this.client.start(config, { ...options, keeping });
  }

  /** Takes over the setup of a moment that the run goes on from. */
  private branched(branch: { readonly step: number; readonly config: Config } | undefined): void {
    if (!branch) return;
    this.take(setupFrom(branch.config));
    this.note.value =
      `The run is back at step ${branch.step.toLocaleString('en')}, with the settings of then: ` +
      'unchanged it repeats the same numbers, changed it takes another course.';
  }

  /** A setup that the run follows already. */
  private take(setup: Setup): void {
    this.asked = setup;
    this.setup.value = setup;
    this.refusal.value = undefined;
    (this.options.keep ?? writeAddress)(setup);
  }

  private async use(setup: Setup, { path, fresh = false }: UseOptions): Promise<boolean> {
    const turn = ++this.turn;
    this.asked = setup;
    await nextFrame(); // of the many values that a slider gives, only the last is tried
    if (turn !== this.turn) return false;
    try {
      const config = await checkedConfig(setup);
      if (this.closed || turn !== this.turn) return false;
      const before = this.client.signals.config.peek();
      this.take(setup);
      this.follow(config, fresh ? undefined : before);
      return true;
    } catch (error) {
      if (turn !== this.turn) return false;
      this.asked = this.setup.peek();
      this.refusal.value = { path, message: messageOf(error) };
      return false;
    }
  }

  /** Goes on with the run where it can, else begins another. */
  private follow(config: Config, before: Config | undefined): void {
    const { status } = this.client.signals;
    const step = this.client.past.signals.visit.peek()?.now ?? this.client.signals.step.peek();
    const running = status.peek() === 'running';
    const alive = running || status.peek() === 'paused';
    if (alive && before && keepsState(before, config)) {
      this.client.configure(config);
      this.note.value = step > 0 ? `Changed at step ${step.toLocaleString('en')}; the run goes on.` : '';
    } else {
      if (before && step > 0) this.note.value = 'Another game: the run began anew.';
      this.begin(config, { run: running });
      this.options.began?.();
    }
  }
}

const writeAddress = (setup: Setup) => replaceQuery(queryOf(setup));

const nextFrame = () => new Promise(resolve => setTimeout(resolve, 16));

interface BeginOptions extends Omit<StartOptions, 'keeping'> {
  /** What the browser keeps it under; default a new name. */
  readonly id?: string;
}

interface UseOptions {
  /** The control that asked. */
  readonly path: string;
  /** Whether a new run begins in any case. */
  readonly fresh?: boolean;
}
