import { attributesLength, attributeVectors } from '../../util/attributes.ts';
import { UserError } from '../../util/error.ts';
import { Random } from '../../util/random.ts';
import { type Ranges, wholeFrom } from '../../util/range.ts';
import { type FiniteDataset, imageDataset, type Sha256 } from '../dataset.ts';
import type { ImageBytes } from '../decoders/decoder.ts';
import type { DataHost } from '../host.ts';
import { drawn } from './drawings.ts';
import { enlarged } from './enlarge.ts';
import { SIDE_RANGE, type Side } from './iconify.ts';
import { type ImagePart, partOf } from './images.ts';

const VERSION = '9';

/** The side that they are drawn for. */
const NATIVE = 16;

/** Colours that can be told apart by eye, of those of the drawings. */
const HAIR = {
  blonde: 'cab188',
  'light brown': 'a78961',
  brown: '83623b',
  auburn: '611c17',
  black: '28150a',
  red: 'bd1700',
  green: '91cb15',
  blue: '009bbd',
};
const SKIN = { light: 'ffdbac', medium: 'e0b687', tan: 'b68655', dark: '8d5524' };

export interface PixelFaceOptions extends Side {
  /** How many are drawn, face i from the seed i. */
  readonly faces: number;
  /** Which attribute is the condition: one of three as a class, or all as a vector. */
  readonly condition: string;
}

export const PIXEL_FACES: PixelFaceOptions = { faces: 10_000, side: 32, condition: 'hair' };

export const PIXEL_FACE_RANGES = {
  faces: wholeFrom(1),
  side: SIDE_RANGE,
  condition: { words: ['hair', 'skin', 'glasses', 'attributes'] },
} satisfies Ranges;

/** The attributes of faces: names of what each may be. */
const ATTRIBUTES = { hair: Object.keys(HAIR), skin: Object.keys(SKIN), glasses: ['without', 'with'] };

type Attribute = keyof typeof ATTRIBUTES;
const NAMES = Object.keys(ATTRIBUTES) as Attribute[];

/** What face i is like, by places in {@link ATTRIBUTES}; each is as likely as the others. */
function attributesOf(index: number): Record<Attribute, number> {
  const drawn = new Random(0, 'pixel-faces', index).uniforms(new Float64Array(NAMES.length));
  const places = NAMES.map((name, i) => [name, Math.floor(drawn[i] * ATTRIBUTES[name].length)]);
  return Object.fromEntries(places);
}

/** Draws face i; its other parts follow from the seed i. */
async function drawer(): Promise<(index: number) => string> {
  const [{ createAvatar }, pixelArt] = await Promise.all([
    import('@dicebear/core'),
    import('@dicebear/pixel-art'),
  ]);
  const [hair, skin] = [Object.values(HAIR), Object.values(SKIN)];
  return index => {
    const face = attributesOf(index);
    return createAvatar(pixelArt, {
      seed: String(index),
      size: NATIVE,
      hairColor: [hair[face.hair]],
      skinColor: [skin[face.skin]],
      glassesProbability: 100 * face.glasses,
      hatProbability: 0, // a hat hides the hair
    }).toString();
  };
}

/**
 * Faces of 16 × 16 large pixels on white, whose attributes are known.
 * @throws UserError when there is no such part
 */
export async function openPixelFaces(
  options: PixelFaceOptions & ImagePart,
  host: DataHost,
): Promise<FiniteDataset> {
  const { faces: count, side, condition } = options;
  const drawnSide = side % NATIVE === 0 ? NATIVE : side; // enlarged, these are the same to the pixel
  const frame = { side: drawnSide, crop: 'pad', background: '#ffffff', exact: true } as const;
  const name = `dicebear-pixel-art-${VERSION}`;
  const small = await drawn({ name, count, drawer, frame, channels: 3 }, host);
  const images = enlarged(small, side / drawnSide);
  const source = `npm package @dicebear/pixel-art ${VERSION}: Pixel Art by DiceBear, licence CC0 1.0`;
  const origin = { name: 'pixel-faces', source, hash: host.sha256 };
  if (condition === 'attributes') return withAttributes(origin, images, options);
  const attribute = condition as Attribute;
  const labels = Uint8Array.from({ length: count }, (_, i) => attributesOf(i)[attribute]);
  return partOf({ ...origin, classNames: ATTRIBUTES[attribute] }, { ...images, labels }, options);
}

/** Each face with all that is known of it as a vector of attributes. */
function withAttributes(
  origin: { readonly name: string; readonly source: string; readonly hash: Sha256 },
  { shape, bytes }: ImageBytes,
  { faces, start, count, classes, range }: PixelFaceOptions & ImagePart,
): FiniteDataset {
  if (classes.length > 0) {
    throw new UserError(
      "pixel-faces.classes: expected none with condition 'attributes', which are no classes; set data.condition hair, skin or glasses",
    );
  }
  const end = count === 0 ? faces : start + count;
  if (start >= faces || end > faces) {
    throw new UserError(
      `pixel-faces: expected a part of ${faces} images, got ${start} to ${end}; set data.faces`,
    );
  }
  const length = shape[0] * shape[1] * shape[2];
  const attributes = NAMES.map(name => ({ name, values: ATTRIBUTES[name] }));
  const of = Array.from({ length: end - start }, (_, i) => attributesOf(start + i));
  return imageDataset({
    ...origin,
    shape,
    range,
    bytes: bytes.subarray(start * length, end * length),
    condition: { kind: 'vector', dim: attributesLength(attributes), attributes },
    conditions: attributeVectors(attributes, of.length, ({ name }, i) => of[i][name as Attribute]),
  });
}
