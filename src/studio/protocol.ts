import type { StatsRow } from '../run/store.ts';
import type { Config } from '../train/config.ts';
import type { Field } from '../train/fields.ts';
import type { MetricLine } from '../train/metric-line.ts';
import type { Finding } from '../train/monitor/monitor.ts';

/** Where the server listens when nothing else is asked for. */
export const DEFAULT_PORT = 4173;

/** The header by which a program shows the token that the server's address ends in; a browser has it as a cookie. */
export const TOKEN_HEADER = 'x-saddle-token';

/** `GET api/session`: what this server is. */
export interface Session {
  readonly version: string;
  /** Folder whose runs are shown, for people. */
  readonly root: string;
  /** How many runs may train at the same time. */
  readonly mostRuns: number;
}

/** `GET api/schema`: what a new run may be made of. */
export interface Schema {
  readonly recipes: readonly { readonly name: string; readonly summary: string }[];
  readonly fields: readonly Field[];
}

/**
 * `starting`: its process is there, its folder not yet; `stopping`: it saves a checkpoint and ends; `paused`: no process
 * works on it and steps are left; `stopped`: the same, and the studio was told that it is over; `failed`: its process
 * ended with an error, or without a word; `unreadable`: its files are not those of a run, as the message says.
 */
export type RunStatus =
  | 'starting'
  | 'training'
  | 'stopping'
  | 'finished'
  | 'paused'
  | 'stopped'
  | 'failed'
  | 'unreadable';

/** A picture of the run: generated samples after so many steps. */
export interface Picture {
  readonly name: string;
  readonly step: number;
}

/** How fast a run goes on now. */
export interface Pace {
  readonly imagesPerSecond: number;
  readonly secondsLeft: number;
}

/** A run in the list of `GET api/runs`. */
export interface RunLine {
  /** Path of its folder below the root, parts separated by `/`. */
  readonly id: string;
  /** Equal for runs that differ in nothing but the seed. */
  readonly experiment: string;
  readonly recipe: string;
  readonly data: string;
  readonly objective: string;
  readonly seed: number;
  /** Completed steps that are known of. */
  readonly step: number;
  readonly steps: number;
  readonly status: RunStatus;
  /** Why it failed, or cannot be read, in a sentence. What is not known of a run that cannot be read is empty or 0. */
  readonly message?: string;
  /** What of its files cannot be read, in a sentence, where the rest can. */
  readonly note?: string;
  /** The newest row of the log. */
  readonly last?: StatsRow;
  readonly picture?: Picture;
  /** Signs of trouble that are open. */
  readonly signs: number;
  /** While it trains, and two rows of the log were seen to come. */
  readonly pace?: Pace;
  /** When anything last changed, in ms since 1970. */
  readonly changedMs: number;
}

/** `GET api/runs/:id`, and the event `run` of its stream: all but the log. */
export interface RunDetail extends RunLine {
  readonly config: Config;
  /** Steps, ascending. */
  readonly checkpoints: readonly number[];
  /** By step, ascending. */
  readonly pictures: readonly Picture[];
  /** Whether there is `reals.png`. */
  readonly reals: boolean;
  /** Bytes of `metrics.jsonl`, which changes with a picture; 0 where there is none. */
  readonly metrics: number;
  /** Changes when figures of `GET api/runs/:id/evaluations` are added or taken out; empty where there are none. */
  readonly evaluations: string;
  readonly findings: readonly Finding[];
}

/** `GET api/runs/:id/evaluations`: figures of the generator, those of one protocol together, the newest last. */
export type Evaluations = readonly MetricLine[];

/**
 * `GET api/runs/:id/rows?after=ID`, and the event `rows` of the stream: how the log goes on after what a page has.
 * A page that keeps its first `keep` rows and adds these has the log of that moment, each row once.
 */
export interface RowsMessage {
  /** Rows that are still true; left out: all. Fewer when a resumed run began at an older checkpoint. */
  readonly keep?: number;
  readonly rows: readonly StatsRow[];
  /** What to give as `after`, or as `Last-Event-ID`, to get what comes then. */
  readonly id: string;
}

/** Every answer that is not good, in one sentence. */
export interface Failure {
  readonly error: string;
}

/** `POST api/runs`: a new run, of a recipe, of another run's config, or of overrides that are a whole config. */
export interface StartCommand {
  readonly recipe?: string;
  /** A run whose config this one begins with. */
  readonly like?: string;
  /** Values that replace those of the recipe, such as `{"steps": 2000}`, or a whole config. */
  readonly overrides?: Readonly<Record<string, unknown>>;
  /** Values as a person writes them, by path: `{"generator.hidden": "64,64"}`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** How many runs, of the seed and those that follow it, at most {@link Session.mostRuns}; default 1. */
  readonly seeds?: number;
}

/** The answer to {@link StartCommand}: the runs by their seeds. */
export interface Started {
  readonly runs: readonly Accepted[];
}

/** `POST api/runs/:id/resume`. */
export interface ResumeCommand {
  /** Steps of the run from now on; default as before. */
  readonly steps?: number;
}

/** The answer to a command: the run it was for. */
export interface Accepted {
  readonly id: string;
  readonly status: RunStatus;
}
