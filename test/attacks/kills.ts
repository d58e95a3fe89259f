import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { nodeSha256 } from '../../src/data/cache.ts';
import { MNIST_FILES, type MnistFile } from '../../src/data/loaders/mnist.ts';
import { unpackRun } from '../../src/run/zip.ts';
import { Random } from '../../src/util/random.ts';
import { buildSaddle, type Saddle } from '../support/saddle.ts';
import type { Attack, Tally } from './attack.ts';

const KILLS = 100;
const MNIST = process.env.SADDLE_MNIST ?? '/work/shared/data/mnist';

export const kills: Attack = {
  summary:
    'pack, resume of a zip and data mnist are killed: nothing half stands under a final name, and litter goes',
  async run(tally, scale) {
    const saddle = await buildSaddle();
    const cache = process.env.SADDLE_CACHE;
    const count = Math.ceil(KILLS * scale);
    try {
      await train(saddle);
      await killed(tally, count, saddle, pack(saddle));
      await killed(tally, count, saddle, unpack(saddle));
      if (existsSync(MNIST)) await killed(tally, count, saddle, imported(saddle));
      else
        console.warn(
          `SKIPPED: kills of data mnist, which need its files; get it with: SADDLE_MNIST=FOLDER, a folder with them`,
        );
    } finally {
      if (cache === undefined) delete process.env.SADDLE_CACHE;
      else process.env.SADDLE_CACHE = cache;
      saddle.remove();
    }
  },
};

/** A command that is killed again and again, and what it leaves. */
interface Victim {
  readonly name: string;
  readonly args: readonly string[];
  /** What it tells at its end, which may come out before the kill. */
  readonly says?: RegExp;
  /** Where it writes. */
  readonly folder: string;
  /** What is wrong with what stands under final names; empty where nothing is. */
  fault(): Promise<string>;
  /** Takes away what a whole run made, so that the next one makes it again. */
  clear(): void;
}

/** A run of some megabytes. */
async function train(saddle: Saddle): Promise<void> {
  const size = [
    '--generator.hidden',
    '500,500',
    '--batch',
    '8',
    '--steps',
    '4',
    '--threads',
    '1',
    '--samples',
    '20',
  ];
  const { code, errors } = await saddle.run('train', 'ring', '--out', 'run', ...size, '--quiet');
  if (code !== 0) throw new Error(errors);
}

function pack(saddle: Saddle): Victim {
  const folder = join(saddle.folder, 'zips');
  mkdirSync(folder);
  const zip = join(folder, 'run.zip');
  return {
    name: 'pack',
    args: ['pack', 'run', '--out', zip],
    folder,
    async fault() {
      if (!existsSync(zip)) return '';
      return unpackRun(readFileSync(zip)).then(
        ({ files }) => differing(files, join(saddle.folder, 'run')),
        error => String(error),
      );
    },
    clear: () => rmSync(zip, { force: true }),
  };
}

/** Of a zip that a whole {@link pack} made. */
function unpack(saddle: Saddle): Victim {
  const folder = join(saddle.folder, 'unpacked');
  const target = join(folder, 'run');
  mkdirSync(folder);
  return {
    name: 'resume of a zip',
    args: ['resume', join(saddle.folder, 'zips/run.zip'), '--out', target, '--quiet'],
    says: /^unpacked/,
    folder,
    async fault() {
      if (!existsSync(target)) return '';
      const { files } = await unpackRun(readFileSync(join(saddle.folder, 'zips/run.zip')));
      const checkpoints = [...files].filter(([path]) => path.startsWith('checkpoints/'));
      return differing(new Map(checkpoints), target);
    },
    clear: () => rmSync(target, { recursive: true, force: true }),
  };
}

function imported(saddle: Saddle): Victim {
  const cache = join(saddle.folder, 'cache');
  const folder = join(cache, 'mnist');
  process.env.SADDLE_CACHE = cache;
  return {
    name: 'data mnist',
    args: ['data', 'mnist', '--from', MNIST],
    says: /^train-images-idx3-ubyte: .* good$/m,
    folder,
    async fault() {
      const names = Object.keys(MNIST_FILES) as MnistFile[];
      const bad = names.find(name => {
        const path = join(folder, name);
        return existsSync(path) && nodeSha256(readFileSync(path)) !== MNIST_FILES[name];
      });
      return bad === undefined ? '' : `${bad} is half`;
    },
    clear: () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function killed(tally: Tally, count: number, saddle: Saddle, victim: Victim): Promise<void> {
  const random = new Random(Date.now() % 1e6, victim.name); // other instants each time
  let early = 0;
  for (let i = 0; i < count; i++) {
    const { child, ended } = saddle.start(...victim.args);
    const moment =
      i % 4 === 0
        ? sleep(random.uniform() * 1500)
        : litter(victim.folder, child).then(() => sleep(random.uniform() * 30));
    await Promise.race([moment, ended]);
    child.kill('SIGKILL');
    const { code, errors } = await ended;
    if (code === null) early++;
    tally.count(`${victim.name} killed ${i}`, errors === '' || !!victim.says?.test(errors), errors);
    const fault = await victim.fault();
    tally.count(`${victim.name} after kill ${i}`, fault === '', fault);
    victim.clear();
  }
  tally.count(`${victim.name}: kills that came in time`, early > count / 4, `${early} of ${count}`);
  const { code, errors } = await saddle.run(...victim.args);
  tally.count(`${victim.name} afterwards`, code === 0, `${code} ${errors}`);
  const left = readdirSync(victim.folder).filter(name => name.startsWith('.'));
  tally.count(`${victim.name}: litter`, left.length === 0, left.join());
}

/** Until something stands under a temporary name that was not there before. */
async function litter(folder: string, child: { exitCode: number | null }): Promise<void> {
  const hidden = () => (existsSync(folder) ? readdirSync(folder).filter(name => name.startsWith('.')) : []);
  const before = new Set(hidden());
  while (child.exitCode === null && hidden().every(name => before.has(name))) await sleep(1);
}

/** The first file that is missing or differs; empty where there is none. */
function differing(files: ReadonlyMap<string, Uint8Array>, folder: string): string {
  for (const [path, bytes] of files) {
    const there = existsSync(join(folder, path)) ? readFileSync(join(folder, path)) : undefined;
    if (!there?.equals(bytes)) return `${path} differs`;
  }
  return files.size < 4 ? `only ${files.size} files` : '';
}

const sleep = (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms));
