import type { RunLine, RunStatus } from '../../protocol.ts';

export const STATUS: Readonly<Record<RunStatus, string>> = {
  starting: 'starting',
  training: 'training',
  stopping: 'stopping',
  finished: 'finished',
  paused: 'paused',
  stopped: 'stopped',
  failed: 'failed',
  unreadable: 'cannot be read',
};

/** Whether a process works on it. */
export const isBusy = ({ status }: Pick<RunLine, 'status'>): boolean =>
  status === 'training' || status === 'stopping' || status === 'starting';

export const count = (n: number): string => n.toLocaleString('en-US');

/** `3 minutes ago` */
export function ago(ms: number, now = Date.now()): string {
  const seconds = Math.max(0, Math.round((now - ms) / 1000));
  return seconds < 5 ? 'just now' : `${duration(seconds)} ago`;
}

/** `3 minutes`, rounded down, at least a second. */
export function duration(time: number): string {
  const seconds = Math.max(1, time);
  const [size, unit] = UNITS.find(([least]) => seconds >= least)!;
  const n = Math.floor(seconds / size);
  return `${n} ${unit}${n === 1 ? '' : 's'}`;
}

const UNITS: readonly (readonly [number, string])[] = [
  [86_400, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
];

export const runHref = (id: string): string => `#/runs/${encodeURIComponent(id)}`;
export const compareHref = (ids: readonly string[]): string =>
  `#/runs/compare/${ids.map(encodeURIComponent).join('/')}`;
