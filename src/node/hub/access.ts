import { errorCode, UserError } from '../../util/error.ts';
import { hubToken } from './token.ts';

/** What speaks to the Hub. */
export type Client = typeof import('@huggingface/hub');

/** @throws UserError where the package is not installed */
export async function hubClient(): Promise<Client> {
  try {
    return await import('@huggingface/hub');
  } catch (error) {
    if (errorCode(error) !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new UserError(
      'hub: expected the npm package @huggingface/hub, got none; run `npm install @huggingface/hub`',
    );
  }
}

/** Who asks, and whom. */
export interface Access {
  readonly hubUrl: string;
  readonly accessToken?: string;
}

const HUB = 'https://huggingface.co';

/** The Hub that `HF_ENDPOINT` names, and the token for it. @throws UserError where either is none */
export function hubAccess(token?: string): Access {
  const said = process.env['HF_ENDPOINT'] || HUB;
  if (said.includes('@')) {
    throw new UserError(
      'HF_ENDPOINT: expected an address without user and password, got one with an @; leave them out',
    );
  }
  if (!URL.canParse(said) || !/^https?:/.test(said)) {
    throw new UserError(
      `HF_ENDPOINT: expected an address such as ${HUB}, got '${said}'; correct or unset it`,
    );
  }
  return { hubUrl: said.replace(/\/+$/, ''), accessToken: hubToken(token) };
}
