import { UserError } from '../../../src/util/error.ts';

/** What an address serves; undefined where it has nothing. */
export async function fetched(address: string): Promise<Uint8Array | undefined> {
  const response = await fetch(address).catch((error: Error) => {
    throw new UserError(`model: expected ${address} from its server, got no answer (${error.message})`);
  });
  if (response.status === 404) return undefined;
  if (response.ok) return new Uint8Array(await response.arrayBuffer());
  throw new UserError(
    `model: expected ${address} from its server, got ${response.status} ${response.statusText}`,
  );
}
