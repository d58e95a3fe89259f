import { studentT } from '../theory/distributions/student-t.ts';
import { UserError } from '../util/error.ts';
import { type Summary, summarize } from '../util/statistics.ts';
import type { Config } from './config.ts';
import { differences } from './difference.ts';
import { experimentOf, FREE } from './experiment.ts';
import type { MetricLine } from './metric-line.ts';

/** A run with its figures. */
export interface ComparedRun {
  /** Of its folder, for people. */
  readonly name: string;
  readonly config: Config;
  /** All lines of its `metric-<name>.jsonl`, the newest of each name last. */
  readonly lines: readonly MetricLine[];
}

/** Runs that differ by their seeds only. */
export interface ComparedGroup {
  /** A, B, … */
  readonly letter: string;
  /** What tells it from the first group. */
  readonly label: string;
  readonly runs: readonly string[];
  readonly seeds: readonly number[];
}

/** A figure of a group. */
export interface GroupFigure {
  /** Of each run of the group, in their order. */
  readonly values: readonly number[];
  /** Standard error that the figure of a run has by itself, the mean over runs. */
  readonly error: number;
  readonly summary: Summary;
}

/** Whether a group differs from the first one. */
export interface PairedTest {
  /** Mean of the differences over seeds that both have. */
  readonly difference: number;
  readonly standardError: number;
  /** Seeds that both have. */
  readonly pairs: number;
  /** Two-sided, of Student's t on paired differences; undefined for fewer than two pairs. */
  readonly p?: number;
}

/** A protocol that all runs have figures of. */
export interface ComparedFigure {
  readonly protocol: string;
  readonly title: string;
  readonly better: 'less' | 'more';
  /** What real data score. */
  readonly floor: { readonly mean: number; readonly deviation: number };
  /** By group. */
  readonly groups: readonly GroupFigure[];
  /** Of each group but the first against the first. */
  readonly tests: readonly PairedTest[];
}

/** What a comparison of runs found, as JSON. */
export interface Comparison {
  readonly test: string;
  readonly data: { readonly name: string; readonly fingerprint: string };
  readonly groups: readonly ComparedGroup[];
  readonly figures: readonly ComparedFigure[];
  /** Values in which the configs of groups differ: path and the value of each group as JSON. */
  readonly config: readonly (readonly [path: string, ...values: string[]])[];
}

const TEST = "two-sided paired Student's t over the seeds that both groups have";

/**
 * Compares runs by the figures that all have; those that differ by their seeds only form a group.
 * @param only names of protocols or figures to compare; default all that the runs have in common
 * @throws UserError in one sentence where they cannot be compared: other data, N, network or protocol, or no figures
 */
export function compareRuns(runs: readonly ComparedRun[], only?: readonly string[]): Comparison {
  if (runs.length < 2)
    throw new UserError(`compare: expected at least two runs, got ${runs.length}; name more`);
  for (const { name, lines } of runs) {
    if (lines.length > 0) continue;
    throw new UserError(
      `compare: expected runs with figures, got ${name} without; run saddle evaluate ${name} first`,
    );
  }
  const newest = runs.map(run => new Map(run.lines.map(line => [line.metric, line])));
  checkData(runs, newest);
  const protocols = chosen(commonProtocols(runs, newest), only);
  for (const protocol of protocols) checkNetwork(protocol, runs, newest);
  const groups = groupsOf(runs);
  return {
    test: TEST,
    data: runs[0].lines[0].data,
    groups: groups.map((members, i) => described(runs, groups[0], members, i)),
    figures: protocols.map(protocol => figureOf(protocol, runs, newest, groups)),
    config: configTable(groups.map(([first]) => runs[first].config)),
  };
}

type Newest = readonly ReadonlyMap<string, MetricLine>[];

function checkData(runs: readonly ComparedRun[], newest: Newest): void {
  const firsts = newest.map(lines => [...lines.values()][0].data);
  const other = firsts.findIndex(({ fingerprint }) => fingerprint !== firsts[0].fingerprint);
  if (other < 0) return;
  const said = (i: number) =>
    `${runs[i].name} learned ${firsts[i].name} (${firsts[i].fingerprint.slice(0, 12)})`;
  throw new UserError(
    `compare: expected runs on the same data, but ${said(0)} and ${said(other)}; compare them apart`,
  );
}

/** Protocols that all runs have, in the order of the first. */
function commonProtocols(runs: readonly ComparedRun[], newest: Newest): string[] {
  const common = [...newest[0].keys()].filter(name => newest.every(lines => lines.has(name)));
  if (common.length > 0) return common;
  const other = newest.findIndex(lines => [...newest[0].keys()].every(name => !lines.has(name)));
  const names = (i: number) => [...newest[i].keys()].slice(0, 3).join(', ');
  const [a, b] = other < 0 ? [0, 1] : [0, other];
  throw new UserError(
    `compare: expected figures of one protocol (metric, N and network), but ${runs[a].name} has ${names(a)} and ${runs[b].name} has ${names(b)}; evaluate them with the same --samples and --network`,
  );
}

function chosen(common: readonly string[], only: readonly string[] | undefined): readonly string[] {
  if (!only) return common;
  const matches = (name: string, wanted: string) =>
    name === wanted || (name.startsWith(wanted) && /^\d/.test(name.slice(wanted.length)));
  const unknown = only.find(wanted => !common.some(name => matches(name, wanted)));
  if (unknown === undefined) return common.filter(name => only.some(wanted => matches(name, wanted)));
  throw new UserError(
    `metrics: expected figures that all runs have (${common.join(', ')}), got '${unknown}'`,
  );
}

function checkNetwork(protocol: string, runs: readonly ComparedRun[], newest: Newest): void {
  const networks = newest.map(lines => lines.get(protocol)!.detail.network);
  const other = networks.findIndex(network => network !== networks[0]);
  if (other < 0) return;
  throw new UserError(
    `compare: expected ${protocol} on one network, but ${runs[0].name} has ${networks[0]} and ${runs[other].name} has ${networks[other]}; evaluate both again with one cache`,
  );
}

/** Places of runs by experiment, in the order in which they come, the seeds of each ascending. */
function groupsOf(runs: readonly ComparedRun[]): number[][] {
  const groups = new Map<string, number[]>();
  for (const [i, { config }] of runs.entries()) {
    const key = experimentOf(config);
    groups.set(key, [...(groups.get(key) ?? []), i]);
  }
  return [...groups.values()].map(places => places.sort((a, b) => runs[a].config.seed - runs[b].config.seed));
}

/** Most values in the label of a group. */
const MOST = 3;

function described(
  runs: readonly ComparedRun[],
  first: readonly number[],
  members: readonly number[],
  index: number,
): ComparedGroup {
  const configs = [first, members].map(([place]) => runs[place].config);
  const changed = differences(configs[0], configs[1]).filter(([path]) => !isFree(path));
  const label = changed.slice(0, MOST).map(([path, , here]) => `${path} ${here}`);
  if (changed.length > MOST) label.push(`${changed.length - MOST} more`);
  const said = index === 0 ? runs[members[0]].config.recipe : label.join(', ');
  return {
    letter: letterOf(index),
    label: said || runs[members[0]].name,
    runs: members.map(i => runs[i].name),
    seeds: members.map(i => runs[i].config.seed),
  };
}

const isFree = (path: string) => FREE.includes(path.split('.')[0]);

/** A, …, Z, A2, … */
const letterOf = (i: number) =>
  `${String.fromCharCode(65 + (i % 26))}${i < 26 ? '' : Math.floor(i / 26) + 1}`;

function figureOf(
  protocol: string,
  runs: readonly ComparedRun[],
  newest: Newest,
  groups: readonly (readonly number[])[],
): ComparedFigure {
  const detail = (i: number) => newest[i].get(protocol)!.detail;
  const { title, better, floor } = detail(0);
  const figures = groups.map((members): GroupFigure => {
    const values = members.map(i => detail(i).value);
    const error = members.reduce((sum, i) => sum + detail(i).error, 0) / members.length;
    return { values, error, summary: summarize(values) };
  });
  const bySeed = groups.map(members => meansBySeed(members.map(i => [runs[i].config.seed, detail(i).value])));
  return {
    protocol,
    title,
    better,
    floor,
    groups: figures,
    tests: bySeed.slice(1).map(b => pairedTest(bySeed[0], b)),
  };
}

function meansBySeed(values: readonly (readonly [seed: number, value: number])[]): Map<number, number> {
  const seeds = [...new Set(values.map(([seed]) => seed))];
  return new Map(
    seeds.map(seed => [seed, summarize(values.filter(([s]) => s === seed).map(([, value]) => value)).mean]),
  );
}

/** Student's t of differences b − a over the seeds that both have. */
export function pairedTest(a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>): PairedTest {
  const differences = [...a].flatMap(([seed, value]) => (b.has(seed) ? [b.get(seed)! - value] : []));
  if (differences.length === 0) return { difference: Number.NaN, standardError: Number.NaN, pairs: 0 };
  const { n, mean, standardError } = summarize(differences);
  if (n < 2) return { difference: mean, standardError: Number.NaN, pairs: n };
  return { difference: mean, standardError, pairs: n, p: twoSided(mean, standardError, n - 1) };
}

function twoSided(mean: number, standardError: number, freedom: number): number {
  if (standardError === 0) return mean === 0 ? 1 : 0;
  return 2 * studentT(freedom).survival(Math.abs(mean / standardError));
}

function configTable(configs: readonly Config[]): Comparison['config'] {
  const changes = configs.map(
    config => new Map(differences(configs[0], config).map(([path, , here]) => [path, here])),
  );
  const first = new Map(
    configs.flatMap(config => differences(configs[0], config)).map(([path, before]) => [path, before]),
  );
  return [...first]
    .filter(([path]) => !isFree(path))
    .map(([path, before]) => [path, ...changes.map(changed => changed.get(path) ?? before)] as const);
}
