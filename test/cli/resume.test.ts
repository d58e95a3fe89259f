import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../src/util/random.ts';
import { buildSaddle, type Saddle, until } from '../support/saddle.ts';

const KILLS = Number(process.env.SADDLE_KILLS ?? 15);
const STEPS = 270;

let saddle: Saddle;
beforeAll(async () => {
  saddle = await buildSaddle();
});
afterAll(() => saddle.remove());

/** A run of about a second that saves often: batch norm, dropout, averages and Adam have a state to lose. */
const small = (out: string, steps = STEPS) => [
  ...['train', 'ring', '--out', out, '--steps', String(steps), '--threads', '1', '--json'],
  ...['--batch', '32', '--data.count', '1000', '--samples', '50', '--ema', '1000', '--lr', '1e-3'],
  ...['--penalty-scale', '1'], // a schedule without steps would span the run
  ...['--generator.hidden', '24,24', '--generator.norm', 'batch', '--discriminator.hidden', '24'],
  ...[
    '--discriminator.dropout-hidden',
    '0.2',
    '--log-every',
    '7',
    '--checkpoint-every',
    '20',
    '--sample-every',
    '90',
  ],
];

/** All files of a run: none depends on how often it was interrupted. */
function content(folder: string): Record<string, string> {
  const path = join(saddle.folder, folder);
  const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile());
  const paths = files.map(({ parentPath, name }) => join(parentPath, name)).sort();
  return Object.fromEntries(paths.map(file => [relative(path, file), readFileSync(file, 'base64')]));
}

function newestCheckpoint(folder: string): string | undefined {
  const path = join(folder, 'checkpoints');
  return existsSync(path)
    ? readdirSync(path)
        .filter(name => /^step/.test(name))
        .sort()
        .at(-1)
    : undefined;
}

/** Ends a run by SIGKILL when a moment has come; says whether it was not too late. */
async function killed(args: string[], moment: (output: { text: string }) => Promise<void>): Promise<boolean> {
  const { child, output, ended } = saddle.start(...args);
  await Promise.race([moment(output), ended]);
  child.kill('SIGKILL');
  const { code, errors } = await ended;
  expect([errors, code === 0 || code === null]).toEqual(['', true]);
  return code === null;
}

const sleep = (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms));

describe('a run that is interrupted', () => {
  let trainingMs = 0;
  beforeAll(async () => {
    const { output, ended } = saddle.start(...small('whole'));
    await until(() => output.text.includes('"start"'));
    const begin = performance.now();
    expect((await ended).errors).toBe('');
    trainingMs = performance.now() - begin;
  });

  it(`ends as if it had not been, after ${KILLS} SIGKILLs at random`, {
    timeout: 480_000 + 10_000 * KILLS,
  }, async () => {
    const random = new Random(Date.now() % 1e6, 'kill'); // other instants in every test run
    const folder = join(saddle.folder, 'cut');
    const moment = async (output: { text: string }) => {
      const kind = random.uniform();
      if (kind < 0.2) return sleep(random.uniform() * 500); // while it starts
      const sign = kind < 0.6 ? '"start"' : '"checkpoint"'; // the latter, so that it gets on
      await until(() => output.text.includes(sign));
      await sleep(random.uniform() * 0.2 * trainingMs);
    };
    const reached = new Set<string | undefined>();
    let [kills, ends] = [0, 0];
    while (kills < KILLS || ends === 0) {
      if (!existsSync(join(folder, 'config.json'))) rmSync(folder, { recursive: true, force: true });
      const args = existsSync(folder) ? ['resume', 'cut', '--json'] : small('cut');
      if (await killed(args, kills < KILLS ? moment : () => new Promise(() => {}))) {
        kills++;
        reached.add(newestCheckpoint(folder));
        continue;
      }
      ends++;
      expect(content('cut')).toEqual(content('whole'));
      expect(readdirSync(folder).filter(name => /^\.tmp|lock/.test(name))).toEqual([]);
      rmSync(folder, { recursive: true });
    }
    expect(reached.size).toBeGreaterThan(1);
    console.log(
      `killed ${kills} times, with ${reached.size} different checkpoints; ${ends} ends, all the same`,
    );
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('by %s saves a checkpoint, leaves with %i, and goes on exactly', async (signal, code) => {
    const { child, output, ended } = saddle.start(...small(signal));
    await until(() => output.text.includes('"progress"'));
    child.kill(signal);
    const end = await ended;
    expect(end.code).toBe(code);
    expect(end.text).toContain('"type":"checkpoint"');
    expect(JSON.parse(end.text.trim().split('\n').at(-1)!)).toMatchObject({
      type: 'summary',
      finished: false,
    });
    expect((await saddle.run('resume', signal, '--json')).code).toBe(0);
    expect(content(signal)).toEqual(content('whole'));
  });

  it('takes signals that come together for one, as Ctrl-C under npx and timeout send them', async () => {
    const { child, output, ended } = saddle.start(...small('together', 1_000_000));
    await until(() => output.text.includes('"progress"'));
    child.kill('SIGINT');
    await until(() => output.text.includes('"note"'));
    child.kill('SIGINT');
    const end = await ended;
    expect(end.code).toBe(130);
    expect(end.text).toContain('"type":"checkpoint"');
  });

  it('leaves at once on a later signal, also where the task does not end', async () => {
    const script = `
      import { withSignals } from ${JSON.stringify(new URL('../../src/cli/signals.ts', import.meta.url).pathname)};
      setInterval(() => {}, 1000);
      const onStop = () => console.log('stopping');
      await withSignals(() => new Promise(() => console.log('ready')), { finished: () => false, onStop });`;
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script]);
    let text = '';
    child.stdout.on('data', part => (text += part));
    const ended = once(child, 'exit');
    await until(() => text.includes('ready'));
    child.kill('SIGTERM');
    await until(() => text.includes('stopping'));
    await sleep(1100);
    child.kill('SIGTERM');
    expect(await ended).toEqual([143, null]);
  });

  it('uses the checkpoint before a damaged one, names both, and ends the same', async () => {
    const path = join(saddle.folder, 'flipped');
    expect((await saddle.run(...small('flipped'))).code).toBe(0);
    const file = join(path, 'checkpoints', `step-${String(STEPS).padStart(8, '0')}`, 'optimizer.safetensors');
    const bytes = readFileSync(file);
    bytes[bytes.length >> 1] ^= 4;
    writeFileSync(file, bytes);
    const { code, text } = await saddle.run('resume', 'flipped', '--json');
    expect(code).toBe(0);
    expect(text).toContain(
      '"checkpoint step-00000270 is damaged (sha256 of optimizer.safetensors differs); using step-00000260"',
    );
    expect(text.split('is damaged').length).toBe(2); // said once
    expect(content('flipped')).toEqual(content('whole'));
  });

  it('is longer by --steps, and the same as one that was as long from the start', async () => {
    expect((await saddle.run(...small('short', 180))).code).toBe(0); // a row and a picture are due there anyway
    expect((await saddle.run('resume', 'short', '--steps', String(STEPS), '--json')).code).toBe(0);
    const [here, whole] = [content('short'), content('whole')];
    const differs = /^stats\.jsonl$|manifest\.json$/; // a row more where the short one ended, which manifests prove
    for (const name of Object.keys(whole).filter(n => !differs.test(n))) {
      expect(here[name] === whole[name], name).toBe(true);
    }
  });
});

describe('a run folder', () => {
  it('is refused to a second process, which names the first', async () => {
    const { child, output, ended } = saddle.start(...small('busy', 1_000_000));
    await until(() => output.text.includes('"progress"'));
    const second = await saddle.run('resume', 'busy');
    expect(second.code).toBe(2);
    expect(second.errors).toMatch(new RegExp(`in use by process ${child.pid}; wait for it or stop it`));
    child.kill('SIGKILL');
    await ended;
  });

  it('gives its weights to a fork, and stays as it was', { timeout: 120_000 }, async () => {
    await saddle.run(...small('origin', 60));
    const before = content('origin');
    const fork = [
      'resume',
      'origin',
      '--fork',
      '--out',
      'fork',
      '--objective',
      'minimax',
      '--steps',
      '40',
      '--json',
    ];
    expect(await saddle.run(...fork)).toMatchObject({ code: 0 });
    expect(content('origin')).toEqual(before);
    const inFork = content('fork');
    const original = readFileSync(
      join(saddle.folder, 'origin/checkpoints/step-00000060/ema.safetensors'),
      'base64',
    );
    expect(inFork['fakes000000.png']).not.toBe(undefined);
    expect(Object.values(inFork)).not.toContain(original);
    const config = JSON.parse(readFileSync(join(saddle.folder, 'fork/config.json'), 'utf8'));
    expect(config).toMatchObject({ recipe: 'ring', objective: { kind: 'minimax' }, steps: 40, batch: 32 });
    const again = ['resume', 'fork', '--fork', '--out', 'second', '--steps', '10', '--json'];
    expect(await saddle.run(...again)).toMatchObject({ code: 0 });
    const card = readFileSync(join(saddle.folder, 'second/README.md'), 'utf8');
    expect(card).toContain('after 10 of 10 steps, forked from `fork` at step 40.');
    expect(card).toContain('The weights have 110 steps behind them, 10 of them in this run.');
    const sum = (run: string) =>
      createHash('sha256')
        .update(readFileSync(join(saddle.folder, run, 'config.json')))
        .digest('hex');
    expect(card).toContain(
      `| \`fork\` | 40 | \`${sum('fork')}\` |\n| \`origin\` | 60 | \`${sum('origin')}\` |`,
    );
  });

  it('without its checkpoints is refused, stays as it is, and says how to begin anew', async () => {
    await saddle.run(...small('bare', 60));
    rmSync(join(saddle.folder, 'bare/checkpoints'), { recursive: true });
    const before = content('bare');
    const { code, errors } = await saddle.run('resume', 'bare');
    expect(code).toBe(2);
    expect(errors.trim().split('\n').at(-1)).toMatch(
      /^error: .*bare: expected a checkpoint to go on from, got stats\.jsonl with rows and no checkpoint; put the folder checkpoints back, or begin anew: saddle train --config .*bare\/config\.json --out NEW$/,
    );
    expect(content('bare')).toEqual(before);
  });

  it('whose later checkpoints are gone says so, and takes the steps again', async () => {
    await saddle.run(...small('behind', 20));
    const checkpoints = join(saddle.folder, 'behind/checkpoints');
    cpSync(checkpoints, join(saddle.folder, 'kept'), { recursive: true });
    await saddle.run('resume', 'behind', '--steps', '60', '--json');
    const before = content('behind');
    rmSync(checkpoints, { recursive: true });
    cpSync(join(saddle.folder, 'kept'), checkpoints, { recursive: true });
    const { text } = await saddle.run('resume', 'behind', '--json');
    expect(text).toContain('the log goes up to step 60, but the newest checkpoint is of step 20');
    expect(content('behind')).toEqual(before);
  });

  it('that was killed after it went on with rarer checkpoints speaks of none that are gone', async () => {
    await saddle.run(...small('rarer', 20));
    const checkpoints = join(saddle.folder, 'rarer/checkpoints');
    cpSync(checkpoints, join(saddle.folder, 'of-20'), { recursive: true });
    await saddle.run('resume', 'rarer', '--steps', '60', '--checkpoint-every', '500', '--json');
    rmSync(checkpoints, { recursive: true });
    cpSync(join(saddle.folder, 'of-20'), checkpoints, { recursive: true }); // as a kill before the end leaves it
    const { code, text } = await saddle.run('resume', 'rarer', '--json');
    expect(code).toBe(0);
    expect(text).not.toContain('later ones are gone');
  });

  it('with damaged config and log names both, and ends with the config that it began with', async () => {
    await saddle.run(...small('harmed', 60));
    const path = (name: string) => join(saddle.folder, 'harmed', name);
    const config = readFileSync(path('config.json'), 'utf8');
    writeFileSync(path('config.json'), config.replace('"steps": 60', '"steps": 68'));
    const log = readFileSync(path('metrics.jsonl'), 'utf8');
    writeFileSync(path('metrics.jsonl'), log.replace('{"step":0', '[Gstep":0'));
    const inspected = await saddle.run('inspect', 'harmed');
    expect(inspected.text).toMatch(
      /damage:\n {2}config\.json is damaged .*\n {2}metrics\.jsonl: line 1 of the 2 /,
    );
    const { code, text } = await saddle.run('resume', 'harmed', '--json');
    expect(code).toBe(0);
    expect(text).toMatch(/"warning".*config\.json is damaged or was edited/);
    expect(text).toMatch(
      /"warning".*metrics\.jsonl: line 1 of the 2 up to the checkpoint is damaged or lost/,
    );
    expect(readFileSync(path('config.json'), 'utf8')).toBe(config);
    expect(readFileSync(path('metrics.jsonl'), 'utf8')).toBe(log.slice(log.indexOf('\n') + 1));
  });

  it('goes on where its data have moved to, once that is said', { timeout: 120_000 }, async () => {
    const images = (seed: number) => {
      const bytes = new Uint8Array(16 + 40 * 16).map((_, i) => (i * seed) % 251);
      bytes.set([0, 0, 8, 3, 0, 0, 0, 40, 0, 0, 0, 4, 0, 0, 0, 4]);
      return bytes;
    };
    const at = (name: string) => join(saddle.folder, name);
    mkdirSync(at('data'));
    writeFileSync(at('data/own.idx'), images(7));
    const network = { family: 'mlp', hidden: [4] };
    const config = { data: { name: 'idx' }, generator: network, discriminator: network, batch: 8, steps: 10 };
    writeFileSync(at('own.json'), JSON.stringify(config));
    const train = ['train', '--config', 'own.json', '--data.images', 'data/own.idx', '--out', 'moved'];
    expect(await saddle.run(...train)).toMatchObject({ code: 0 });
    expect(JSON.parse(readFileSync(at('moved/config.json'), 'utf8')).data.images).toBe(at('data/own.idx'));
    expect(readFileSync(at('moved/README.md'), 'utf8')).not.toContain(saddle.folder);
    renameSync(at('data/own.idx'), at('data/new.idx'));
    writeFileSync(at('data/other.idx'), images(5));
    const lost = await saddle.run('resume', 'moved', '--steps', '20');
    expect(lost.code).toBe(2);
    expect(lost.errors).toMatch(
      /^error: data: cannot read .*data\/own\.idx: it does not exist; the run learns 40 samples of shape \[4,4,1\] with fingerprint \w{12}: say where it is now with saddle resume moved --data\.images PATH\n$/,
    );
    const fork = await saddle.run('resume', 'moved', '--fork', '--out', 'forked');
    expect(fork.code).toBe(2);
    expect(fork.errors.replace(' --fork', '')).toBe(lost.errors);
    expect(fork.errors).toMatch(/with saddle resume moved --fork --data\.images PATH\n$/);
    const wrong = await saddle.run('resume', 'moved', '--steps', '20', '--data.images', 'data/other.idx');
    expect(wrong.errors).toMatch(
      /expected the data that the run began with \(fingerprint \w{12} at step 10\)/,
    );
    const right = await saddle.run('resume', 'moved', '--steps', '20', '--data.images', 'data/new.idx');
    expect(right.code).toBe(0);
    expect(JSON.parse(readFileSync(at('moved/config.json'), 'utf8')).data.images).toBe(at('data/new.idx'));
  });

  it('that cannot begin leaves nothing behind', async () => {
    expect((await saddle.run('train', 'ring', '--out', 'never', '--batch', '0')).code).toBe(2);
    const fork = ['resume', 'origin', '--fork', '--out', 'never', '--generator.hidden', '5'];
    const { code, errors } = await saddle.run(...fork);
    expect(code).toBe(2);
    expect(errors.trim().split('\n').at(-1)).toMatch(
      /^error: fork: expected \d+ values of 'generator\/dense1\/weight', got \d+; a fork keeps the networks of its origin$/,
    );
    expect(existsSync(join(saddle.folder, 'never'))).toBe(false);
  });
});

describe('a loss that is no longer finite', () => {
  it('stops the run, with step, phase and tensor, and keeps the last good checkpoint', async () => {
    const rising = '{"kind":"cosine","from":0.001,"to":1e10,"steps":1000000}'; // about 0.025 n² at step n
    const args = [...small('nan').map(arg => (arg === '1e-3' ? rising : arg)), '--optimizer', 'sgd'];
    const { code, errors } = await saddle.run(...args);
    expect(code).toBe(2);
    expect(errors).toMatch(
      /^error: step \d+, (ascent 1 of D|descent of G): expected finite numbers, got (NaN|-?Infinity) in the (loss of the (generator|discriminator)|(gradient|value) of [\w/-]+); the last good state is of step \d+: lower the learning rate, or choose another objective\n$/,
    );
    const step = Number(/state is of step (\d+)/.exec(errors)?.[1]);
    const failed = Number(/step (\d+),/.exec(errors)?.[1]);
    expect(step % 5).toBe(0);
    expect(failed).toBeGreaterThan(step);
    const { text } = await saddle.run('inspect', 'nan');
    expect(text).toMatch(new RegExp(`step ${step} +whole`));
    expect(text).not.toMatch(/damaged/);
  });
});
