import { errorCode, UserError } from '../../util/error.ts';
import type { Access } from './access.ts';

/** What was tried, for the sentence that says why it failed. */
export interface Attempt {
  readonly command: 'push' | 'pull';
  /** Such as `user/name`. */
  readonly name: string;
  readonly revision?: string;
  readonly access: Access;
  /** What to do where the connection broke off. */
  readonly again: string;
}

/** Does what speaks to the Hub. @throws UserError where it was refused, or the connection broke off; else what was thrown */
export async function asking<T>(attempt: Attempt, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw sentence(attempt, error) ?? error;
  }
}

/** The status that a server answered with; undefined where it was none. */
export function statusOf(error: unknown): number | undefined {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' ? status : undefined;
}

function sentence(attempt: Attempt, error: unknown): UserError | undefined {
  if (error instanceof UserError) return error;
  const { command, access, again } = attempt;
  const status = statusOf(error);
  if (isForeign(error)) {
    return new UserError(
      `${command}: expected ${access.hubUrl} to answer as the Hub does, got another answer (${firstLine(error.message)}); check HF_ENDPOINT`,
    );
  }
  if (status === undefined && !isNetwork(error)) return undefined;
  const said =
    status === undefined
      ? `expected an answer of ${access.hubUrl}, got none (${reasonOf(error)}); ${again}`
      : refusal(attempt, status, (error as Error).message);
  return new UserError(`${command}: ${said}`, { cause: error });
}

function refusal({ command, name, revision, access, again }: Attempt, status: number, message: string) {
  const { hubUrl, accessToken } = access;
  const what = `hf:${name}${revision === undefined ? '' : ` at ${revision}`}`;
  if (status === 401) {
    return accessToken
      ? `expected a token that ${hubUrl} knows, got 401; make a new one there`
      : `expected a public model ${what} at ${hubUrl}, got 401; check the name, or log in by \`hf auth login\``;
  }
  if (status === 403) {
    const right = command === 'push' ? 'write' : 'read';
    return `expected a token that may ${right} ${what}, got 403; choose a name of your own, or give the token the right to ${right}`;
  }
  if (status === 404) {
    return `expected ${what} at ${hubUrl}, got 404; check the name and the revision, and whether the token may see it`;
  }
  if (status >= 500 || status === 429) return `expected ${hubUrl} to do its part, got ${status}; ${again}`;
  return `expected ${hubUrl} to take it, got ${status} (${firstLine(message)})`;
}

/** Without the address that the client adds, which may give access to who has it. */
const firstLine = (text: string) =>
  text
    .split('\n')[0]
    .replace(/\. URL: \S+/, '')
    .slice(0, 300);

/** Whether an answer is not in the form that the client knows. */
const isForeign = (error: unknown): error is Error =>
  error instanceof SyntaxError ||
  (error instanceof Error && error.constructor.name === 'InvalidApiResponseFormatError');

const NETWORK =
  /^(ECONN\w+|ENOTFOUND|EAI_\w+|ETIMEDOUT|EPIPE|EHOST\w+|ENET\w+|EPROTO|UND_ERR_\w+|\w*CERT\w*)$/;

/** What Node's fetch says of connections, as itself or as the cause. */
function isNetwork(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return NETWORK.test(errorCode(error) ?? '') || /^(fetch failed|terminated)/.test(error.message);
}

function reasonOf(error: unknown): string {
  return errorCode(error) ?? (error instanceof Error ? firstLine(error.message) : 'no reason');
}
