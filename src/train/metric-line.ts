import { z } from 'zod';
import type { Evaluation } from './evaluate.ts';

const number = z.number();

/** What a line says of a figure beside its value. */
const detailSchema = z.object({
  figure: z.string(),
  title: z.string(),
  better: z.enum(['less', 'more']),
  value: number,
  error: number,
  floor: z.object({ mean: number, deviation: number }),
  samples: number,
  network: z.string().nullable(),
  of: number.optional(),
});

/**
 * A line of `metric-<protocol>.jsonl`: first what StyleGAN writes, then what makes the value readable. What a run measured of itself
 * while it trained is marked, and has no times, so that it is the same to the byte when the run was interrupted.
 */
export const metricLineSchema = z.object({
  results: z.record(z.string(), number),
  metric: z.string(),
  total_time: number.optional(),
  total_time_str: z.string().optional(),
  num_gpus: number,
  snapshot_pkl: z.string(),
  timestamp: number.optional(),
  step: number,
  seed: number,
  draws: number,
  data: z.object({ name: z.string(), fingerprint: z.string() }),
  detail: detailSchema,
  version: z.string(),
  training: z.literal(true).optional(),
});

export type MetricLine = z.output<typeof metricLineSchema>;

/** Name of the file that has the lines of a protocol. */
export const metricFile = (protocol: string) => `metric-${protocol}.jsonl`;

/** Where an evaluation was made. */
export interface LinePlace {
  /** Of the checkpoint, in the folder of the run. */
  readonly snapshot: string;
  readonly gpus: number;
  /** Seconds since 1970; left out by a run that measures itself. */
  readonly now?: number;
}

/** A line for each figure of an evaluation. */
export function metricLines(evaluation: Evaluation, { snapshot, gpus, now }: LinePlace): MetricLine[] {
  const { figures, seconds, step, seed, draws, data, version } = evaluation;
  const isTraining = now === undefined;
  return Object.entries(figures).map(([protocol, detail]) => ({
    results: { [protocol]: detail.value },
    metric: protocol,
    ...(!isTraining && { total_time: seconds, total_time_str: timeText(seconds) }),
    num_gpus: gpus,
    snapshot_pkl: snapshot,
    ...(!isTraining && { timestamp: now }),
    ...{ step, seed, draws, data, detail, version },
    ...(isTraining && { training: true as const }),
  }));
}

/** As StyleGAN writes times: `42s`, `3m 07s`, `2h 03m 15s`. */
function timeText(seconds: number): string {
  const s = Math.round(seconds);
  const two = (n: number) => String(n).padStart(2, '0');
  if (s < 60) return `${s}s`;
  if (s < 3600) return `${Math.floor(s / 60)}m ${two(s % 60)}s`;
  return `${Math.floor(s / 3600)}h ${two(Math.floor(s / 60) % 60)}m ${two(s % 60)}s`;
}

/** Lines of a file; what is none is left out. */
export function parseMetricLines(text: string): MetricLine[] {
  return readMetricLines(text.split('\n').map(jsonOr));
}

/** The rows that are lines of a figure. */
export function readMetricLines(rows: readonly unknown[]): MetricLine[] {
  return rows.flatMap(row => {
    const parsed = metricLineSchema.safeParse(row);
    return parsed.success ? [parsed.data] : [];
  });
}

function jsonOr(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
