import { UserError } from '../../util/error.ts';
import type { ByteSource } from '../../util/source.ts';
import type { Conditioned } from '../conditions.ts';
import {
  type FiniteDataset,
  imageDataset,
  type PixelRange,
  type Sha256,
  storedFingerprint,
} from '../dataset.ts';
import { storedDataset } from '../stored.ts';
import type { Decoded } from './decode.ts';
import type { Shelf } from './host.ts';
import { type KeptPictures, keptSchema } from './kept.schema.ts';
import { classesOf } from './options.ts';

/** Larger sets stay on the disk, and their images are read when they are wanted. */
const MOST_IN_MEMORY = 2 ** 29;

/** How a kept set is opened. */
export interface OpenKept {
  readonly source: string;
  readonly range: PixelRange;
  readonly hash: Sha256;
}

/** What is kept under a key, if anything is. */
export async function keptAt(shelf: Shelf, key: string): Promise<KeptPictures | undefined> {
  const source = await shelf.open(`${key}.json`);
  if (!source) return undefined;
  try {
    const text = new TextDecoder().decode(await source.read({ start: 0, length: source.size }));
    return keptSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

export async function keepAt(shelf: Shelf, key: string, kept: KeptPictures): Promise<void> {
  const sink = await shelf.create(`${key}.json`);
  await sink.append(new TextEncoder().encode(JSON.stringify(kept)));
  await sink.keep();
}

/**
 * The set that was kept, once its pixels are known to be what they were.
 * @returns undefined where they are gone or damaged
 */
export async function openKept(
  shelf: Shelf,
  kept: KeptPictures,
  as: OpenKept,
): Promise<FiniteDataset | undefined> {
  const body = await shelf.open(kept.body);
  return body && datasetOf(body, kept, as);
}

/** Puts what was decoded under its name. */
export async function keepDecoded(
  { sink, channels, good, bad }: Decoded,
  { body, side, notes }: { readonly body: string; readonly side: number; readonly notes: readonly string[] },
  as: OpenKept,
): Promise<{ readonly dataset: FiniteDataset; readonly kept: KeptPictures }> {
  const names = classesOf(good);
  const isClassed = names.length > 1;
  const labels = Int32Array.from(good, ({ label }) => names.indexOf(label!));
  if (isClassed) await sink.append(new Uint8Array(labels.buffer));
  const source = await sink.keep();
  const draft: KeptPictures = {
    version: 1,
    body,
    size: good.length,
    shape: [side, side, channels],
    ...(isClassed && { names: [...names] }),
    fingerprint: '',
    bad: bad.map(([name, why]) => [name, why]),
    notes: [...notes],
  };
  const dataset = await datasetOf(source, draft, as);
  if (!dataset)
    throw new UserError(
      'pictures: expected room for decoded pictures in the cache, got an incomplete file; free some space',
    );
  return { dataset, kept: { ...draft, fingerprint: dataset.fingerprint } };
}

async function datasetOf(
  body: ByteSource,
  kept: KeptPictures,
  as: OpenKept,
): Promise<FiniteDataset | undefined> {
  const { shape, size, names, fingerprint } = kept;
  const length = shape[0] * shape[1] * shape[2];
  const pixels = size * length;
  if (body.size !== pixels + (names ? 4 * size : 0)) return undefined;
  const conditioned = names ? await labelled(body, pixels, names) : {};
  const plain = { name: 'pictures', shape, ...as, ...conditioned } as const;
  const dataset =
    pixels <= MOST_IN_MEMORY
      ? imageDataset({ ...plain, bytes: await body.read({ start: 0, length: pixels }) })
      : storedDataset({
          ...plain,
          size,
          fingerprint: await storedFingerprint(shape, body, pixels, conditioned, as.hash),
          image: index => body.read({ start: index * length, length }),
        });
  return fingerprint === '' || fingerprint === dataset.fingerprint ? dataset : undefined;
}

async function labelled(body: ByteSource, start: number, names: readonly string[]): Promise<Conditioned> {
  const bytes = await body.read({ start, length: body.size - start });
  return { condition: { kind: 'class', names }, conditions: new Int32Array(bytes.slice().buffer) };
}
