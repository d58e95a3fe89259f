import type { Dataset } from '../../../data/dataset.ts';
import type { Engine } from '../../../engine/engine.ts';
import type { Config } from '../../../train/config.ts';
import type { Ancestor } from '../../../train/fork.ts';
import { lint } from '../../../train/lint.ts';
import { requireTrainingMemory } from '../../../train/memory.ts';
import { type ConfigSpec, configSpec } from '../../../train/spec.ts';
import { type Change, Trainer } from '../../../train/trainer.ts';
import { UserError } from '../../../util/error.ts';
import { PAGE_MEMORY } from '../../../util/memory.ts';
import { keepsState } from './setup.ts';

/** Most bytes of inputs that one call is given. */
const MOST_BYTES = 16 * 2 ** 20;

/** The trainer of a config in a page: it takes other configs while it runs, and no more memory than a page has. */
export class Session extends Trainer<ConfigSpec> {
  /** The runs that it was forked from, the nearest first. */
  ancestry: readonly Ancestor[] = [];

  static async open(engine: Engine, config: Config, dataset: Dataset): Promise<Session> {
    const options = { spec: fitting(engine, config, dataset), dataset, engine };
    return new Session(options, ...(await Session.prepare(options)));
  }

  get config(): Config {
    return this.spec.config;
  }

  /** What is doubtful about the config, in sentences. */
  get advice(): readonly string[] {
    return lint(this.config);
  }

  /** Most steps that one call may be given. */
  get most(): number {
    return Math.max(1, Math.floor(MOST_BYTES / this.stepBytes));
  }

  /**
   * Goes on with another config.
   * @throws UserError where the config cannot be built, or needs another start
   */
  async adopt(config: Config): Promise<Change> {
    if (!keepsState(this.config, config))
      throw new UserError('configure: expected the same data, networks, noise and seed; start anew');
    return this.configure(fitting(this.engine, config, this.dataset));
  }
}

/** @throws UserError where a page cannot hold it */
function fitting({ device }: Engine, config: Config, dataset: Dataset): ConfigSpec {
  const spec = configSpec(config, dataset);
  requireTrainingMemory({ ...spec.gan, device }, config, dataset, PAGE_MEMORY);
  return spec;
}
