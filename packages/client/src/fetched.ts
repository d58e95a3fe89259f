import { UserError } from '../../../src/util/error.ts';

/** What an address serves; undefined where it has nothing. */
export async function fetched(address: string): Promise<Uint8Array | undefined> {
  const refuse = (got: string): never => {
    throw new UserError(`model: expected ${address} from its server, got ${got}`);
  };
  const response = await fetch(address).catch(({ message }) => refuse(`no answer (${message})`));
  if (response.status === 404) return undefined;
  if (!response.ok) return refuse(`${response.status} ${response.statusText}`);
  return new Uint8Array(
    await response.arrayBuffer().catch(({ message }) => refuse(`a part of it (${message})`)),
  );
}
