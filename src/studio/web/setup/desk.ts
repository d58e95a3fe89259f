import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { Config } from '../../../train/config.ts';
import type { Settings } from '../lab/field-control.tsx';
import { changed, configOf, type Setup, tidy } from '../lab/model.ts';
import type { Refusal } from '../lab/store.ts';
import { messageOf } from '../shell/error-box.tsx';

export interface DeskOptions {
  readonly first: Setup;
  /** @throws UserError where the game cannot be built */
  readonly check: (setup: Setup) => Config | Promise<Config>;
  /** A setup was taken; `fresh`: a new run begins in any case. */
  readonly taken: (config: Config, fresh: boolean) => void;
}

interface UseOptions {
  /** The control that asked. */
  readonly path: string;
  readonly fresh?: boolean;
}

/** A setup that the reader changes value by value; what cannot work is refused, with the reason. */
export class Desk implements Settings {
  private readonly options: DeskOptions;
  private readonly inner;
  readonly config: ReadonlySignal<Config>;
  /** Of the newest change: an older one that is still checked is dropped, since the newest contains it. */
  private turn = 0;
  /** The setup with all changes asked for, those included that are still checked. */
  private asked: Setup;

  constructor(options: DeskOptions) {
    this.options = options;
    this.asked = options.first;
    const setup = signal(options.first);
    this.inner = { setup, refusal: signal<Refusal | undefined>(undefined) };
    this.config = computed(() => configOf(setup.value));
  }

  get setup(): ReadonlySignal<Setup> {
    return this.inner.setup;
  }

  get refusal(): ReadonlySignal<Refusal | undefined> {
    return this.inner.refusal;
  }

  set(path: string, text: string): Promise<boolean> {
    return this.use(tidy(changed(this.asked, path, text)), { path });
  }

  /** Several at once. */
  setAll(changes: Readonly<Record<string, string>>, path: string): Promise<boolean> {
    const next = Object.entries(changes).reduce((setup, [p, text]) => changed(setup, p, text), this.asked);
    return this.use(next, { path });
  }

  /** A setup that is followed already. */
  take(setup: Setup): void {
    this.turn++;
    this.asked = setup;
    this.inner.setup.value = setup;
    this.inner.refusal.value = undefined;
  }

  async use(setup: Setup, { path, fresh = false }: UseOptions): Promise<boolean> {
    const turn = ++this.turn;
    this.asked = setup;
    await nextFrame(); // of the many values that a slider gives, only the last is tried
    if (turn !== this.turn) return false;
    try {
      const config = await this.options.check(setup);
      if (turn !== this.turn) return false;
      this.take(setup);
      this.options.taken(config, fresh);
      return true;
    } catch (error) {
      if (turn !== this.turn) return false;
      this.asked = this.inner.setup.peek();
      this.inner.refusal.value = { path, message: messageOf(error) };
      return false;
    }
  }
}

const nextFrame = () => new Promise(resolve => setTimeout(resolve, 16));
