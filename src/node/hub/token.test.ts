import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { hubToken } from './token.ts';

const folder = mkdtempSync(join(tmpdir(), 'saddle-token-'));
afterAll(() => rmSync(folder, { recursive: true }));

const nowhere = { HF_HOME: join(folder, 'nowhere') };

function written(path: string, text: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

it('is the one that is given, then that of the environment, then that of a file', () => {
  const HF_TOKEN_PATH = written(join(folder, 'mine'), 'hf_file\n');
  const env = { ...nowhere, HF_TOKEN_PATH, HF_TOKEN: ' hf_env ' };
  expect(hubToken('hf_given', env)).toBe('hf_given');
  expect(hubToken(undefined, env)).toBe('hf_env');
  expect(hubToken(undefined, { ...env, HF_TOKEN: '' })).toBe('hf_file');
  expect(hubToken(undefined, nowhere)).toBeUndefined();
});

it('lies in HF_HOME, or in the folder of the user’s cache', () => {
  const [home, cache] = [join(folder, 'home'), join(folder, 'cache')];
  written(join(home, 'token'), 'hf_home');
  written(join(cache, 'huggingface/token'), 'hf_cache');
  expect(hubToken(undefined, { HF_HOME: home, XDG_CACHE_HOME: cache })).toBe('hf_home');
  expect(hubToken(undefined, { XDG_CACHE_HOME: cache })).toBe('hf_cache');
});

it('is never shown where it is none', () => {
  for (const text of [
    'secret',
    'hf_secret\nhf_two',
    'hf_secret two',
    'hf_sécret',
    'hf_',
    'hf_secret\u0000',
  ]) {
    const HF_TOKEN_PATH = written(join(folder, 'other'), text);
    for (const env of [{ HF_TOKEN: text }, { HF_TOKEN_PATH }]) {
      expect(() => hubToken(undefined, env)).toThrow(
        /(HF_TOKEN|other): expected a token of the Hub, hf_ and then letters and digits, got another text; copy it anew$/,
      );
    }
  }
});

it('is not looked for elsewhere where an empty one is given', () => {
  for (const given of ['', ' '])
    expect(() => hubToken(given, { HF_TOKEN: 'hf_env' })).toThrow(
      /^--token: expected a token of the Hub, got an empty/,
    );
});
