import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildSaddle, type Saddle, until } from '../support/saddle.ts';

let saddle: Saddle;
beforeAll(async () => {
  saddle = await buildSaddle();
});
afterAll(() => saddle.remove());

/** A run that would go on for hours. */
const endless = (out: string, ...more: string[]) => [
  ...['train', 'ring', '--out', out, '--steps', '100000000', '--threads', '1'],
  ...['--batch', '16', '--data.count', '100', '--samples', '10', '--sample-every', '50', ...more],
];

function expectSaved(out: string): void {
  const folder = join(saddle.folder, out);
  expect(readdirSync(join(folder, 'checkpoints')).filter(name => /^step-/.test(name))).not.toEqual([]);
  expect(existsSync(join(folder, 'run.lock'))).toBe(false);
}

/** What the shell says of the first program of a pipe. */
async function shell(line: string): Promise<{ text: string; errors: string }> {
  const script = join(saddle.folder, 'bundle/run.mjs');
  const child = spawn('bash', ['-c', line.replaceAll('saddle', `'${process.execPath}' '${script}'`)], {
    cwd: saddle.folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { text: '', errors: '' };
  child.stdout.on('data', chunk => (output.text += chunk));
  child.stderr.on('data', chunk => (output.errors += chunk));
  await once(child, 'close');
  return output;
}

describe('a training whose reader is gone saves, gives up its lock and leaves with 141:', () => {
  it('saddle train … --json | head -1', async () => {
    const { text, errors } = await shell(
      `saddle ${endless('head', '--json').join(' ')} | head -1; echo "\${PIPESTATUS[0]}"`,
    );
    const lines = text.trim().split('\n');
    expect([JSON.parse(lines[0]).type, lines.slice(1), errors]).toEqual(['open', ['141'], '']);
    expectSaved('head');
  });

  it('stderr, which says how far it is', async () => {
    const { child, output, ended } = saddle.start(...endless('said'));
    await until(() => output.errors.includes('nets '));
    child.stderr?.destroy();
    expect((await ended).code).toBe(141);
    expectSaved('said');
  });

  it('stdout of a resumed run', async () => {
    const { child, output, ended } = saddle.start('resume', 'said', '--json');
    await until(() => output.text.includes('"start"'));
    child.stdout?.destroy();
    expect(await ended).toMatchObject({ code: 141, errors: '' });
    expectSaved('said');
  });
});

it('another command leaves quietly when its reader is gone', async () => {
  const { text, errors } = await shell(`saddle inspect ring --graph | head -1; echo "\${PIPESTATUS[0]}"`);
  expect([text, errors]).toEqual([expect.stringMatching(/^input .*\n0\n$/), '']);
});
