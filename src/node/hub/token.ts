import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { errorCode, explained } from '../../run/files.ts';
import { UserError } from '../../util/error.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What may stand in a header. */
const TOKEN = /^hf_[!-~]+$/;

/** A token of the Hub, and where it was found. */
interface Found {
  readonly where: string;
  readonly token: string;
}

/**
 * The token for the Hub from where Hugging Face's programs keep it: what is given, `HF_TOKEN`, the file `HF_TOKEN_PATH`, or `token` in
 * `HF_HOME`, by default `~/.cache/huggingface`. Undefined where there is none.
 * @throws UserError where it is none that the Hub gives
 * @see https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables
 */
export function hubToken(given: string | undefined, env: Environment = process.env): string | undefined {
  const found = givenToken(given) ?? named('HF_TOKEN', env['HF_TOKEN']) ?? inFile(tokenPath(env));
  if (!found || TOKEN.test(found.token)) return found?.token;
  throw new UserError(
    `${found.where}: expected a token of the Hub, hf_ and then letters and digits, got another text; copy it anew`,
  );
}

function givenToken(text: string | undefined): Found | undefined {
  if (text === undefined || text.trim() !== '') return named('--token', text);
  throw new UserError(
    '--token: expected a token of the Hub, got an empty text; leave it out to take that of HF_TOKEN or `hf auth login`',
  );
}

function named(where: string, text: string | undefined): Found | undefined {
  const token = text?.trim();
  return token ? { where, token } : undefined;
}

function tokenPath(env: Environment): string {
  const cache = env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  const home = env['HF_HOME'] || join(cache, 'huggingface');
  return env['HF_TOKEN_PATH'] || join(home, 'token');
}

function inFile(path: string): Found | undefined {
  try {
    return named(path, readFileSync(path, 'utf8'));
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '')) return undefined;
    throw explained(error, 'read', path);
  }
}
