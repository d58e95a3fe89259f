import { effect, signal } from '@preact/signals';
import type { RunFiles } from '../../../run/files.ts';
import type { Config } from '../../../train/config.ts';
import { Client } from '../engine/client.ts';
import type { Layers } from '../engine/messages.ts';
import { type BeginOptions, Bench } from '../setup/bench.ts';
import { configOf, queryOf, type Setup } from '../setup/model.ts';
import { reducedMotion } from '../shell/motion.ts';
import { replaceQuery, route } from '../shell/route.ts';
import { mode } from './mode.ts';
import { checkedConfig, checkShown, FIRST } from './model.ts';
import { View } from './view.ts';
import { isFit, shownBounds } from './zoom.ts';

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
export class Lab extends Bench {
  readonly client: Client;
  private readonly options: LabOptions;
  readonly view: View;
  /** Most units of a layer that the diagram shows, while it is in sight. */
  readonly units = signal<number | undefined>(undefined);
  /** The generated sample that the diagram follows. */
  readonly followed = signal<number | undefined>(undefined);

  constructor(options: LabOptions = {}) {
    super(FIRST);
    this.options = options;
    this.view = options.view ?? new View();
    this.client = new Client(this.view.seen.peek());
    this.stops.push(effect(() => this.client.show(this.wanted)));
    this.stops.push(effect(() => this.client.setSpeed(this.view.speed.value)));
    this.watch(options.kept === true);
  }

  /** Takes the setup of the address, or the first one. */
  open(query = route.peek().query): Promise<void> {
    return this.openLink(query);
  }

  /** Changes values and lets the run go on with them, as far as movement is wanted. */
  async play(changes: Readonly<Record<string, string>>, path: string): Promise<void> {
    if ((await this.setAll(changes, path)) && mode.peek() === 'simple') this.move();
  }

  /** Runs, unless less movement is wanted. */
  move(): void {
    if (!reducedMotion()) this.client.run();
  }

  protected check(setup: Setup, files?: RunFiles): Promise<Config> {
    if (files) checkShown(configOf(setup));
    return checkedConfig(setup);
  }

  protected begin(config: Config, { id, ...options }: BeginOptions): void {
    const kept = this.options.kept && mode.peek() === 'full'; // what begins by itself would push out what was meant
    const keeping = kept ? { id, page: LAB, title: config.data.name } : undefined;
    this.client.start(config, { ...options, keeping });
  }

  protected write(setup: Setup): void {
    (this.options.keep ?? writeAddress)(setup);
  }

  protected override began(): void {
    this.options.began?.();
  }

  /** What pictures hold. On the line the density of generated samples is a part of every one. */
  private get wanted(): Layers {
    const scene = this.client.signals.scene.value;
    const [layers, zoom] = [this.view.seen.value, this.view.zoom.value];
    return {
      ...layers,
      units: this.units.value,
      followed: this.followed.value,
      mesh: layers.mesh || this.view.flows.value,
      density: layers.density || scene?.dimension === 1,
      region: scene && !isFit(zoom) ? shownBounds(scene.grid.bounds, zoom) : undefined,
    };
  }
}

const writeAddress = (setup: Setup) => replaceQuery(queryOf(setup, FIRST.recipe));
