/** Bytes that a zip of a run, and its files when they are unpacked, may have: what claims more is refused unread. */
export const MOST_UNPACKED = 2 ** 30;

export const LOCK = 'run.lock';
/** What proves the files that are written whole. */
export const SUMS = 'SHA256SUMS';

const WHOLE = /^(config\.json|tracking\.json|README\.md|(reals|fakes\d{6,})\.png)$/;
const METRIC = /^metric-[\w.#-]+\.jsonl$/;
const PART = /^(model|optimizer|ema)\.safetensors$/;

/** What the folder of a run holds, by paths in it; `images` are the reader's own, from a page of the studio. */
const RUN_FILES = [
  WHOLE,
  /^((stats|metrics|diagnosis)\.jsonl|SHA256SUMS)$/,
  METRIC,
  /^report\.(html|md)$/,
  /^events\.out\.tfevents\.saddle$/,
  /^checkpoints\/step-\d{8,}\/(manifest\.json|(model|optimizer|ema)\.safetensors)$/,
  /^images\/[\w-]+\.(json|idx\d-ubyte(\.gz)?)$/,
];

/** Whether a path in a run's folder is one that Saddle writes. The lock is none: it belongs to a process of one machine. */
export function isRunFile(path: string): boolean {
  return RUN_FILES.some(pattern => pattern.test(path));
}

/** Whether a name is that of a file in a run's folder that is written whole, and proven by a sum of its own. */
export function isWholeFile(name: string): boolean {
  return WHOLE.test(name);
}

/** Whether a name is that of a file with figures of evaluations. */
export function isMetricFile(name: string): boolean {
  return METRIC.test(name);
}

/** Whether a name is that of a file of tensors in a checkpoint. */
export function isPartName(name: string): boolean {
  return PART.test(name);
}
