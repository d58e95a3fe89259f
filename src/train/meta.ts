import { z } from 'zod';
import type { Checkpoint } from '../run/store.ts';
import type { Condition } from '../util/condition.ts';
import { UserError } from '../util/error.ts';
import { conditionSchema } from './conditions.schema.ts';
import type { Config } from './config.ts';
import type { Ancestor } from './fork.ts';
import { CHANNELS } from './monitor/history.ts';
import type { MonitorState } from './monitor/monitor.ts';
import { signs } from './monitor/signs/index.ts';
import { parseConfigFile } from './resolve.ts';
import type { WindowState } from './window.ts';

/** What a checkpoint says beside step, state and config, once it is known to make sense. */
export interface Meta {
  /** Fingerprint of what was trained on. */
  readonly data: string;
  /** Of one sample. */
  readonly shape: readonly number[];
  /** How many there are; undefined where they are endless. */
  readonly samples?: number;
  /** What the networks are conditioned on. */
  readonly condition?: Condition;
  /** Black and white, of images. */
  readonly display?: readonly [number, number];
  /** In words. */
  readonly engine: string;
  readonly window?: WindowState;
  readonly monitor?: MonitorState;
  /** Of a fork, the nearest first. */
  readonly ancestry: readonly Ancestor[];
}

const count = z.int().nonnegative();
const numbers = z.array(z.number());
/** Of what may have no end or no value: JSON writes null for ∞ and NaN. */
const loose = z
  .number()
  .nullable()
  .transform(x => x ?? Number.NaN);
const estimate = z.object({ mean: loose, error: loose });

const modes = z.object({ good: numbers, near: numbers }).refine(m => m.good.length === m.near.length);
const measurement = z.object({
  step: count,
  largestWeight: loose,
  modes: modes.optional(),
  variety: z.object({ coverage: loose, spread: loose }).optional(),
  judged: z.object({ train: estimate, heldOut: estimate, fake: estimate }).optional(),
});
type Measured = z.infer<typeof measurement>;
/** Data have known modes or not. */
const alike = (all: readonly Measured[]) =>
  all.every(m => (m.modes ?? m.variety) && !m.modes === !all[0].modes);

const history = z
  .object({
    width: z.int().positive(),
    count,
    sums: numbers.length(CHANNELS.length),
    blocks: z.object(Object.fromEntries(CHANNELS.map(name => [name, numbers]))),
  })
  .refine(({ blocks }) => CHANNELS.every(name => blocks[name].length === blocks[CHANNELS[0]].length));

const seen = z.object({
  severity: z.enum(['warning', 'serious']),
  said: z.boolean(),
  looks: count,
  since: count,
  seen: count,
});
const kinds = Object.keys(signs).map(kind => [kind, seen.optional()]);

const schema = z.object({
  data: z.string(),
  shape: z.array(z.int().positive()),
  samples: count.optional(),
  condition: conditionSchema.optional(),
  display: z.tuple([z.number(), z.number()]).optional(),
  engine: z.string(),
  window: z.object({ count, sums: z.record(z.string(), z.number()) }).optional(),
  monitor: z
    .object({
      history,
      pulse: z.object({ sizes: numbers, size: z.number(), count }),
      measured: z.array(measurement).refine(alike),
      seen: z.object(Object.fromEntries(kinds)),
    })
    .optional(),
  ancestry: z.array(z.object({ run: z.string(), step: count, config: z.string() })).default([]),
});

/**
 * The config of a checkpoint's run.
 * @throws UserError where it is none, or the run has networks or data of its own
 */
export function configOf({ meta, step }: Pick<Checkpoint, 'meta' | 'step'>): Config {
  return parseConfigFile(`checkpoint of step ${step}`, meta['config']);
}

/**
 * What a checkpoint says of its run. Its seal says who wrote it last, not that it makes sense: anyone can make one.
 * @throws UserError naming the value that no run writes
 */
export function metaOf({ meta, step }: Pick<Checkpoint, 'meta' | 'step'>): Meta {
  const where = `checkpoint of step ${step}`;
  const result = schema.safeParse(meta);
  if (result.success) return result.data as unknown as Meta;
  const path = result.error.issues[0].path.join('.');
  throw new UserError(
    `${where}: expected '${path}' as a run writes it, got another; another program made or changed it, so take another checkpoint or run`,
  );
}
