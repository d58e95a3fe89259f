import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import { newRunId } from '../../../run/autosave.ts';
import type { RunFiles } from '../../../run/files.ts';
import { type KeptRun, keptFiles } from '../../../run/web.ts';
import type { Config } from '../../../train/config.ts';
import type { Remedy } from '../../../train/monitor/remedies.ts';
import type { HistoryClient } from '../engine/history-client.ts';
import type { Fault, Status } from '../engine/run-client.ts';
import { keepsState } from '../engine/setup.ts';
import { whenHidden } from '../history/hidden.ts';
import { messageOf } from '../shell/error-box.tsx';
import type { Settings } from './field-control.tsx';
import { changed, changesOf, configOf, type Setup, setupFrom, setupOf, tidy } from './model.ts';

/** What was refused: the value at a path, and why. */
export interface Refusal {
  readonly path: string;
  readonly message: string;
}

/** A run in a worker, as far as a bench leads it. */
interface Led {
  readonly signals: {
    readonly status: ReadonlySignal<Status>;
    readonly step: ReadonlySignal<number>;
    readonly config: ReadonlySignal<Config | undefined>;
    readonly fault: ReadonlySignal<Fault | undefined>;
  };
  readonly history: HistoryClient;
  configure(config: Config): void;
  dispose(): void;
}

export interface BeginOptions {
  /** What the browser keeps it under. */
  readonly id: string;
  /** Whether it runs at once; default no. */
  readonly run?: boolean;
  /** Of a run that goes on. */
  readonly files?: RunFiles;
}

interface UseOptions {
  /** The control that asked. */
  readonly path: string;
  /** Whether a new run begins in any case. */
  readonly fresh?: boolean;
}

/** A setup that the reader changes value by value, and the run that follows it. */
export abstract class Bench implements Settings {
  abstract readonly client: Led;
  private readonly first: Setup;
  private readonly inner;
  readonly config: ReadonlySignal<Config>;
  /** What happened to the run by the last change, in words. */
  readonly note = signal('');
  /** Why a run that was kept, or saved as a file, was not opened. */
  readonly unopened = signal('');
  /** Whether it is over. */
  closed = false;
  protected readonly stops: (() => void)[] = [];
  /** What the browser keeps the run of now under. */
  private id = '';
  /** Of the newest change: an older one that is still checked is dropped, since the newest contains it. */
  private turn = 0;
  /** The setup with all changes asked for, those included that are still checked. */
  private asked: Setup;

  constructor(first: Setup) {
    const setup = signal(first);
    this.first = first;
    this.asked = first;
    this.inner = { setup, refusal: signal<Refusal | undefined>(undefined) };
    this.config = computed(() => configOf(setup.value));
  }

  /**
   * The config of a setup.
   * @param files of the run that goes on with it, if one does
   * @throws UserError where the game cannot be built on its data, or not be shown here
   */
  protected abstract check(setup: Setup, files?: RunFiles): Config | Promise<Config>;
  protected abstract begin(config: Config, options: BeginOptions): void;
  /** Writes a setup down that was taken over. */
  protected abstract write(setup: Setup): void;
  /** Hears that a run began anew. */
  protected began(): void {}

  /** Follows the run; called when its client is there. @param kept whether the browser keeps it */
  protected watch(kept: boolean): void {
    this.stops.push(effect(() => this.branched(this.client.history.signals.branched.value)));
    if (kept) this.stops.push(whenHidden(() => this.client.history.keep()));
  }

  get setup(): ReadonlySignal<Setup> {
    return this.inner.setup;
  }

  get refusal(): ReadonlySignal<Refusal | undefined> {
    return this.inner.refusal;
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

  /** Takes over the setup of a link, or the first one; says what of the link is of no use. */
  protected async openLink(query: URLSearchParams): Promise<void> {
    const { setup, unknown } = setupOf(query, this.first.recipe);
    if (unknown.length > 0)
      this.note.value = `The link holds values that are not known here: ${unknown.join(', ')}.`;
    if (await this.copy(setup)) return;
    const refusal = this.refusal.peek();
    await this.copy(this.first);
    this.note.value = `The link could not be followed: ${refusal?.message}`;
  }

  /** Takes a whole setup over as it is. */
  copy(setup: Setup): Promise<boolean> {
    return this.use(setup, { path: '', fresh: true });
  }

  /** Begins the same setup anew. @param run whether it runs at once */
  reset(run = false): void {
    this.note.value = '';
    this.start(this.config.peek(), { run });
  }

  /**
   * Goes on with a run that was kept, saved as a file, or trained elsewhere.
   * @param kept the run that the browser keeps; default it becomes another one
   * @throws UserError when it cannot be shown here; the run of now is as it was
   */
  async load(source: Promise<RunFiles>, kept?: Pick<KeptRun, 'id'>): Promise<void> {
    const turn = ++this.turn;
    this.asked = this.setup.peek(); // changes that are still checked are dropped
    this.unopened.value = '';
    const files = await source;
    const { readArchive } = await import('../engine/archive.ts');
    const { config, checkpoint, warnings } = await readArchive(files);
    const setup = setupFrom(config, this.first.recipe);
    const checked = await this.check(setup, files);
    if (this.closed || turn !== this.turn) return;
    this.take(setup);
    this.start(checked, { files, id: kept?.id });
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

  protected async use(setup: Setup, { path, fresh = false }: UseOptions): Promise<boolean> {
    const turn = ++this.turn;
    this.asked = setup;
    await nextFrame(); // of the many values that a slider gives, only the last is tried
    if (turn !== this.turn) return false;
    try {
      const config = await this.check(setup);
      if (this.closed || turn !== this.turn) return false;
      const before = this.client.signals.config.peek();
      this.take(setup);
      this.follow(config, fresh ? undefined : before);
      return true;
    } catch (error) {
      if (turn !== this.turn) return false;
      this.asked = this.setup.peek();
      this.inner.refusal.value = { path, message: messageOf(error) };
      return false;
    }
  }

  private start(config: Config, { id = newRunId(), ...options }: Partial<BeginOptions>): void {
    this.id = id;
    this.begin(config, { ...options, id });
  }

  /** Takes over the setup of a moment that the run goes on from. */
  private branched(branch: { readonly step: number; readonly config: Config } | undefined): void {
    if (!branch) return;
    this.take(setupFrom(branch.config, this.first.recipe));
    this.note.value =
      `The run is back at step ${branch.step.toLocaleString('en')}, with the settings of then: ` +
      'unchanged it repeats the same numbers, changed it takes another course.';
  }

  /** A setup that the run follows already. */
  private take(setup: Setup): void {
    this.asked = setup;
    this.inner.setup.value = setup;
    this.inner.refusal.value = undefined;
    this.write(setup);
  }

  /** Goes on with the run where it can, else begins another. */
  private follow(config: Config, before: Config | undefined): void {
    const { status } = this.client.signals;
    const step = this.client.history.signals.visit.peek()?.now ?? this.client.signals.step.peek();
    const running = status.peek() === 'running';
    const alive = running || status.peek() === 'paused';
    if (alive && before && keepsState(before, config)) {
      this.client.configure(config);
      this.note.value = step > 0 ? `Changed at step ${step.toLocaleString('en')}; the run goes on.` : '';
    } else {
      if (before && step > 0) this.note.value = 'This change needs a new run: it starts from step 0.';
      this.start(config, { run: running });
      this.began();
    }
  }
}

const nextFrame = () => new Promise(resolve => setTimeout(resolve, 16));
