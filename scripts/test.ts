// All that proves Saddle: types, lint and format, layers, tests. Arguments go to vitest: npm test -- src/graph
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { UserConsoleLog } from 'vitest';
import { type Reporter, startVitest, type TestModule, type Vitest } from 'vitest/node';

const root = fileURLToPath(new URL('..', import.meta.url));

const TSC = ['node_modules/typescript/bin/tsc', '--pretty', 'false'] as const;

const CHECKS = {
  types: TSC,
  'types of what runs anywhere': [...TSC, '-p', 'tsconfig.anywhere.json'],
  'types in Node': [...TSC, '-p', 'tsconfig.node.json'],
  'types in a page': [...TSC, '-p', 'tsconfig.page.json'],
  'lint and format': ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings'],
  layers: ['--import', 'tsx', 'scripts/check-layers.ts'],
  'nothing unused': ['node_modules/knip/bin/knip.js', '--no-progress'],
} as const;

interface Count {
  passed: number;
  failed: number;
}

/** Static checks count as one test each. */
function runChecks(): Count {
  const count = { passed: 0, failed: 0 };
  for (const [name, args] of Object.entries(CHECKS)) {
    const begin = performance.now();
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
    const good = status === 0;
    count[good ? 'passed' : 'failed']++;
    console.log(`${good ? '✓' : '✗'} ${name} (${seconds(performance.now() - begin)})`);
    if (!good) console.log(`${stdout}${stderr}`);
  }
  return count;
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

/** A suite that cannot run on this machine prints one such line, with how to get what it lacks. */
const NOTICE = /^(?:\*\*\* (?<suite>.+) \*\*\*|SKIPPED: (?<test>.+))$/gm;

/** Keeps the notices of suites that did not run, to be repeated at the end. */
class Notices implements Reporter {
  readonly all = new Set<string>();

  onUserConsoleLog({ content }: UserConsoleLog): void {
    for (const { groups } of content.matchAll(NOTICE)) this.all.add(groups!['suite'] ?? groups!['test']);
  }
}

interface Suites extends Count {
  /** The file of each test that did not run. */
  readonly skipped: readonly string[];
  readonly notices: ReadonlySet<string>;
}

async function runSuites(filters: readonly string[]): Promise<Suites> {
  const notices = new Notices();
  const vitest = await startVitest('test', [...filters], { watch: false, reporters: ['default', notices] });
  const modules = vitest.state.getTestModules();
  const tests = modules.flatMap(module => [...module.children.allTests()]);
  const withState = (state: string) => tests.filter(test => test.result().state === state);
  printSlowest(modules);
  await vitest.close();
  return {
    passed: withState('passed').length,
    failed: withState('failed').length + faultsOutsideTests(vitest, modules),
    skipped: withState('skipped').map(test => test.module.relativeModuleId),
    notices: notices.all,
  };
}

/** Files that do not load, hooks that throw, rejections that nobody awaits; a run without tests is a fault. */
function faultsOutsideTests(vitest: Vitest, modules: readonly TestModule[]): number {
  const errors = modules.flatMap(module => [
    ...module.errors(),
    ...[...module.children.allSuites()].flatMap(suite => suite.errors()),
  ]);
  return errors.length + vitest.state.getUnhandledErrors().length + (modules.length === 0 ? 1 : 0);
}

function printSlowest(modules: readonly TestModule[]): void {
  const times = modules.map(module => ({ name: module.relativeModuleId, ms: module.diagnostic().duration }));
  const slowest = times.sort((a, b) => b.ms - a.ms).slice(0, 8);
  console.log('Slowest files:');
  for (const { name, ms } of slowest) console.log(`  ${seconds(ms).padStart(8)}  ${name}`);
}

function printSkipped({ skipped, notices }: Suites): void {
  if (skipped.length === 0) return;
  console.log(`\n!!! ${skipped.length} tests did NOT run on this machine:`);
  for (const notice of notices) console.log(`!!!   ${notice}`);
  for (const [file, count] of countBy(skipped)) console.log(`!!!   ${file}: ${count} skipped`);
}

function countBy(files: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const file of files) counts.set(file, (counts.get(file) ?? 0) + 1);
  return counts;
}

const checks = runChecks();
const suites = await runSuites(process.argv.slice(2));
printSkipped(suites);
const [passed, failed] = [checks.passed + suites.passed, checks.failed + suites.failed];
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0); // whatever a suite left open does not hold the end up
