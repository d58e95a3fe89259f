import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import sharp from 'sharp';
import { type FiniteDataset, imageDataset } from '../../src/data/dataset.ts';
import type { FeatureNetwork } from '../../src/metrics/metric.ts';
import { frechet, type Gaussian, gaussianOf, sumsOf } from '../../src/metrics/numerics/gaussian.ts';
import { Products } from '../../src/metrics/numerics/products.ts';
import { Random } from '../../src/util/random.ts';

/** CIFAR-10 as JPEG files in folders `train/CLASS` and `test/CLASS`. */
export const CIFAR = join(import.meta.dirname, '../../../shared/data/cifar10-jpeg.zip');
export const hasCifar = existsSync(CIFAR);

const SIDE = 32;
const CHANNELS = 3;
const PIXELS = SIDE * SIDE;
const LENGTH = PIXELS * CHANNELS;

/** So many images of each class: bytes [10 · perClass, 32, 32, 3]. */
export async function cifarImages(part: 'train' | 'test', perClass: number): Promise<Uint8Array> {
  const wanted = new RegExp(`^${part}/[a-z]+/(\\d{4})\\.jpg$`);
  const files = unzipSync(new Uint8Array(readFileSync(CIFAR)), {
    filter: ({ name }) => Number(wanted.exec(name)?.[1] ?? Number.POSITIVE_INFINITY) < perClass,
  });
  const names = Object.keys(files).sort();
  const images = await Promise.all(
    names.map(name => sharp(files[name]).removeAlpha().toColourspace('srgb').raw().toBuffer()),
  );
  return new Uint8Array(Buffer.concat(images));
}

/** Changes one image [32, 32, 3] at a strength. */
type Corrupt = (image: Uint8Array, strength: number, random: Random) => Uint8Array | Promise<Uint8Array>;

const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, v) => sum + v, 0) / values.length;

/** Images go through a file or a filter of sharp. */
const through = (image: Uint8Array) =>
  sharp(image, { raw: { width: SIDE, height: SIDE, channels: CHANNELS } });

/** Eight ways to spoil an image, each at three strengths that a person sees grow. */
export const corruptions: Readonly<
  Record<string, { readonly strengths: readonly number[]; readonly corrupt: Corrupt }>
> = {
  noise: {
    strengths: [10, 25, 60],
    corrupt: (image, sigma, random) =>
      Uint8Array.from(Uint8ClampedArray.from(image, v => v + sigma * random.normal())),
  },
  blur: {
    strengths: [0.8, 1.2, 2.4],
    corrupt: (image, sigma) => through(image).blur(sigma).raw().toBuffer(),
  },
  occlusion: {
    strengths: [6, 12, 20],
    corrupt(image, side, random) {
      const [top, left] = [random.integer(SIDE - side), random.integer(SIDE - side)];
      const within = (v: number, start: number) => v >= start && v < start + side;
      return image.map((value, i) => {
        const pixel = Math.floor(i / CHANNELS);
        return within(Math.floor(pixel / SIDE), top) && within(pixel % SIDE, left) ? 128 : value;
      });
    },
  },
  saturation: {
    strengths: [0.6, 0.3, 0],
    corrupt: (image, factor) =>
      image.map((v, i) => {
        const grey = mean(image.subarray(i - (i % CHANNELS), i - (i % CHANNELS) + CHANNELS));
        return Math.round(grey + factor * (v - grey));
      }),
  },
  contrast: {
    strengths: [0.7, 0.4, 0.15],
    corrupt(image, factor) {
      const grey = mean(image);
      return image.map(v => Math.round(grey + factor * (v - grey)));
    },
  },
  jpeg: {
    strengths: [50, 20, 5],
    corrupt: async (image, quality) =>
      sharp(await through(image).jpeg({ quality }).toBuffer())
        .raw()
        .toBuffer(),
  },
  pixels: {
    strengths: [2, 4, 8],
    corrupt: (image, side) =>
      image.map((_, i) => {
        const [pixel, channel] = [Math.floor(i / CHANNELS), i % CHANNELS];
        const whole = (v: number) => v - (v % side);
        return image[(whole(Math.floor(pixel / SIDE)) * SIDE + whole(pixel % SIDE)) * CHANNELS + channel];
      }),
  },
  shuffle: {
    strengths: [0.05, 0.2, 0.6],
    corrupt(image, share, random) {
      const out = image.slice();
      for (let pixel = 0; pixel < PIXELS; pixel++) {
        if (random.uniform() >= share) continue;
        const from = random.integer(PIXELS) * CHANNELS;
        out.set(image.subarray(from, from + CHANNELS), pixel * CHANNELS);
      }
      return out;
    },
  },
};

export async function corrupted(images: Uint8Array, name: string, level: number): Promise<Uint8Array> {
  const { strengths, corrupt } = corruptions[name];
  const out = new Uint8Array(images.length);
  for (let start = 0; start < images.length; start += LENGTH) {
    const random = new Random(0, `corruption/${name}`, start / LENGTH);
    out.set(await corrupt(images.subarray(start, start + LENGTH), strengths[level], random), start);
  }
  return out;
}

export const asDataset = (bytes: Uint8Array): FiniteDataset =>
  imageDataset({ name: 'cifar-10', shape: [SIDE, SIDE, CHANNELS], bytes, source: 'a test' });

/** The normal law of the features of images. */
export async function lawOf(network: FeatureNetwork, bytes: Uint8Array): Promise<Gaussian> {
  const count = bytes.length / LENGTH;
  const { values, size } = await network.look(
    Float32Array.from(bytes, v => v / 127.5 - 1),
    count,
  );
  return gaussianOf(await sumsOf(values, size, new Products(undefined)));
}

/** Fréchet distance of clean images and of each corruption at each strength, from a law of others. */
export async function distances(network: FeatureNetwork, images: Uint8Array, law: Gaussian) {
  const clean = frechet(await lawOf(network, images), law);
  const rows: Record<string, number[]> = {};
  for (const [name, { strengths }] of Object.entries(corruptions)) {
    rows[name] = [];
    for (const level of strengths.keys()) {
      rows[name].push(frechet(await lawOf(network, await corrupted(images, name, level)), law));
    }
  }
  return { clean, rows };
}
