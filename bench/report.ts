import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';
import type { Device } from '../src/engine/engine.ts';
import { type ContenderName, contenderNames } from './contenders.ts';
import type { Measurement, RowResult } from './measure.ts';
import { type RowName, rows } from './rows.ts';

/** What the figures were measured on. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly os: string;
  readonly node: string;
  readonly date: string;
  /** Load average of the minute before the bench: above a few tenths, other work shared the cores. */
  readonly loadBefore: number;
}

export interface Report {
  readonly machine: Machine;
  readonly device: Device;
  readonly rounds: number;
  readonly results: Partial<Record<RowName, RowResult>>;
  /** Contenders that are not installed, with how to get them. */
  readonly missing: Partial<Record<ContenderName, string>>;
}

const titles = { saddle: 'Saddle', torch: 'PyTorch', tfjs: 'TensorFlow.js' } as const satisfies Record<
  ContenderName,
  string
>;

export function machine(): Machine {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    os: `${process.platform} ${release()} ${process.arch}`,
    node: process.version,
    date: new Date().toISOString(),
    loadBefore: loadavg()[0],
  };
}

/** The fastest variant of a contender on a row. */
export function best(result: RowResult, contender: ContenderName): Measurement | undefined {
  const mine = result.measurements.filter(m => m.contender === contender);
  return mine.sort((a, b) => a.median - b.median)[0];
}

const ms = (value: number) =>
  value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : value.toFixed(0);

function cell(result: RowResult, contender: ContenderName): string {
  const fastest = best(result, contender);
  if (fastest) return `${ms(fastest.median)} (${fastest.variant})`;
  const absence = result.absences.find(a => a.contender === contender);
  return absence ? (absence.failed ? 'failed' : 'cannot') : '-';
}

function ratio(result: RowResult, rival: ContenderName): string {
  const ours = best(result, 'saddle');
  const theirs = best(result, rival);
  return ours && theirs ? `${(theirs.median / ours.median).toFixed(2)}x` : '-';
}

function table(head: readonly string[], body: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...body.map(line)].join('\n');
}

function summary(report: Report): string {
  const rivals = contenderNames.filter(name => name !== 'saddle');
  const head = ['row', ...contenderNames.map(n => titles[n]), ...rivals.map(n => `${titles[n]} / Saddle`)];
  const body = Object.entries(report.results).map(([row, result]) => [
    row,
    ...contenderNames.map(name => cell(result, name)),
    ...rivals.map(name => ratio(result, name)),
  ]);
  return table(head, body);
}

function details(report: Report): string {
  const head = ['row', 'contender', 'variant', 'median', 'fastest', 'slowest', 'L_D, L_G at the end'];
  const measurements = Object.values(report.results).flatMap(result => result.measurements);
  const body = measurements.map(m => [
    m.row,
    m.version,
    m.variant,
    ...[m.median, Math.min(...m.rounds), Math.max(...m.rounds)].map(ms),
    `${m.lossD.toFixed(2)}, ${m.lossG.toFixed(2)}`,
  ]);
  return table(head, body);
}

function notes(report: Report): string[] {
  const absences = Object.values(report.results).flatMap(result => result.absences);
  const reasons = new Set(
    absences.map(a => `- ${a.row}: ${titles[a.contender]} ${a.failed ? 'failed' : 'cannot'}: ${a.reason}`),
  );
  return [...Object.values(report.missing).map(text => `- ${text}`), ...reasons];
}

/** The report as Markdown: milliseconds per whole training step, lower is better; ratios above 1 favour Saddle. */
export function markdown(report: Report): string {
  const { cpu, cores, memoryGiB, os, node, date, loadBefore } = report.machine;
  const described = Object.keys(report.results).map(row => `- ${row}: ${rows[row as RowName]}`);
  return [
    '# Milliseconds per training step (one D and one G update, Adam)',
    summary(report),
    `Device ${report.device}. Median of ${report.rounds} rounds, contenders taking turns; the best variant of each. Lower is better; a ratio above 1 means that Saddle is faster.`,
    details(report),
    [...described, ...notes(report)].join('\n'),
    `${cpu}, ${cores} cores, ${memoryGiB} GiB, ${os}, Node ${node}, ${date}, load average before: ${loadBefore.toFixed(2)}`,
    '',
  ].join('\n\n');
}
