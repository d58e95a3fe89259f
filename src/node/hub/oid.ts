import { createHash } from 'node:crypto';

/** What the Hub says of the content of a file: git's name of it, and of a large one its SHA-256. */
export interface Entry {
  readonly oid?: string;
  readonly lfs?: { readonly oid: string };
}

/** A digest that bytes are added to until it says whether they are those of an entry. */
export interface Proof {
  add(bytes: Uint8Array): void;
  holds(): boolean;
}

/** @param size of the content in bytes, which git's name of a file depends on */
export function proofOf({ oid, lfs }: Entry, size: number): Proof {
  const hash = createHash(lfs ? 'sha256' : 'sha1');
  if (!lfs) hash.update(`blob ${size}\0`);
  return {
    add: bytes => void hash.update(bytes),
    holds: () => hash.digest('hex') === (lfs ? lfs.oid : oid),
  };
}

/** Whether a file has the content of an entry. */
export function isSame(entry: Entry | undefined, content: Uint8Array): boolean {
  if (!entry) return false;
  const proof = proofOf(entry, content.length);
  proof.add(content);
  return proof.holds();
}
