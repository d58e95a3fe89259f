import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodeNpy, encodeNpy } from '../util/npy.ts';
import { Random } from '../util/random.ts';
import { encodeAnimation } from './animation.ts';
import { textWidth } from './canvas.ts';
import { gridImage } from './grid.ts';
import type { Image } from './image.ts';
import { samplePicture } from './picture.ts';
import { histogramImage, scatterImage, ticks } from './plot.ts';
import { decodePng, encodePng } from './png.ts';

const pixel = ({ width, channels, data }: Image, x: number, y: number) => [
  ...data.subarray((y * width + x) * channels, (y * width + x + 1) * channels),
];

describe('gridImage', () => {
  const samples = Float32Array.of(-1, 1, 0, 0.5, -1, -1, 1, 1, -2, 2, Number.NaN, 0);

  it('places samples row after row, clipped, scaled and padded', () => {
    const image = gridImage(samples, [2, 2, 1], { columns: 2, padding: 1, background: 9 });
    expect([image.width, image.height, image.channels]).toEqual([7, 7, 1]);
    const rows = Array.from({ length: 7 }, (_, y) => [...image.data.subarray(7 * y, 7 * y + 7)]);
    expect(rows).toEqual([
      [9, 9, 9, 9, 9, 9, 9],
      [9, 0, 255, 9, 0, 0, 9],
      [9, 128, 191, 9, 255, 255, 9],
      [9, 9, 9, 9, 9, 9, 9],
      [9, 0, 255, 9, 9, 9, 9],
      [9, 0, 128, 9, 9, 9, 9],
      [9, 9, 9, 9, 9, 9, 9],
    ]);
    const twice = gridImage(samples, [2, 2, 1], { columns: 3, padding: 0, scale: 2 });
    expect([twice.width, twice.height]).toEqual([12, 4]);
    expect(pixel(twice, 3, 1)).toEqual([255]);
  });

  it('undoes the scaling of bytes exactly, in both ranges', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
    const signed = Float32Array.from(bytes, x => x / 127.5 - 1);
    const unsigned = Float32Array.from(bytes, x => x / 255);
    expect(gridImage(signed, [16, 16, 1], { padding: 0 }).data).toEqual(bytes);
    expect(gridImage(unsigned, [16, 16, 1], { padding: 0, range: [0, 1] }).data).toEqual(bytes);
  });

  it('refuses what is no image', () => {
    expect(() => gridImage(samples, [2, 3, 2])).toThrow(
      'expected shape [height, width, 1, 3 or 4], got [2, 3, 2]',
    );
    expect(() => gridImage(samples, [5, 1, 1])).toThrow('expected whole samples of 5 values, got 12 values');
  });
});

it.each([1, 3, 4] as const)('PNG keeps %i channels, as sharp reads them', async channels => {
  const data = new Uint8Array(7 * 5 * channels).map((_, i) => (i * 37) % 256);
  const image: Image = { width: 7, height: 5, channels, data };
  const file = encodePng(image);
  expect(decodePng(file)).toEqual(image);
  const read = channels === 1 ? sharp(file).toColourspace('b-w') : sharp(file);
  const decoded = await read.raw().toBuffer();
  expect(Uint8Array.from(decoded)).toEqual(data);
});

it.each(['gif', 'webp'] as const)('%s animation keeps its frames and their time', async format => {
  const frame = (level: number): Image => ({
    width: 8,
    height: 6,
    channels: 1,
    data: new Uint8Array(48).fill(level),
  });
  const file = await encodeAnimation([frame(0), frame(255), frame(0)], { format, delayMs: 120 });
  const meta = await sharp(file, { animated: true }).metadata();
  expect([meta.format, meta.pages, meta.width, meta.pageHeight, meta.loop]).toEqual([format, 3, 8, 6, 0]);
  expect(meta.delay).toEqual([120, 120, 120]);
  const raw = await sharp(file, { animated: true }).removeAlpha().raw().toBuffer();
  expect([raw[0], raw[8 * 6 * 3], raw[2 * 8 * 6 * 3]]).toEqual([0, 255, 0]);
});

describe('plots', () => {
  const normals = (n: number, seed = 1) => new Random(seed, 'plot').normals(new Float32Array(n));
  const near = ([r, g, b]: readonly number[], [x, y, z]: readonly number[]) =>
    Math.max(Math.abs(r - x), Math.abs(g - y), Math.abs(b - z)) < 40;
  const orange = [232, 89, 12];
  const blue = [44, 110, 180];
  const colored = (image: Image, color: readonly number[], left = 0, right = image.width) => {
    let count = 0;
    for (let y = 40; y < image.height - 30; y++) {
      for (let x = left; x < right; x++) if (near(pixel(image, x, y), color)) count++;
    }
    return count;
  };

  it('show points where they are', () => {
    const points = new Float32Array(200).map((_, i) => (i % 2 === 0 ? 0.5 : -0.5));
    const image = scatterImage(points, { bounds: [-1, 1, -1, 1] });
    expect([image.width, image.height, image.channels]).toEqual([512, 512, 3]);
    const hits: [number, number][] = [];
    for (let y = 40; y < 480; y++) {
      for (let x = 40; x < 500; x++) if (near(pixel(image, x, y), orange)) hits.push([x, y]);
    }
    const [left, right, top, bottom] = [38, 500, 26, 486];
    const mean = (k: 0 | 1) => hits.reduce((sum, hit) => sum + hit[k], 0) / hits.length;
    expect(Math.abs(mean(0) - (left + 0.75 * (right - left)))).toBeLessThan(8);
    expect(Math.abs(mean(1) - (top + 0.75 * (bottom - top)))).toBeLessThan(8);
  });

  it('show generated over real, and skip what is outside or no number', () => {
    const wild = Float32Array.of(Number.NaN, 0, 1e30, 1, Number.POSITIVE_INFINITY, 2, 0, 0);
    const image = scatterImage(wild, { reference: normals(2000) });
    expect(colored(image, blue)).toBeGreaterThan(500);
    expect(colored(scatterImage(normals(2000)), orange)).toBeGreaterThan(500);
  });

  it('show a histogram of unit area under its density', () => {
    const density = (x: number) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
    const image = histogramImage(normals(5000), { density, bounds: [-4, 4] });
    expect([image.width, image.height]).toEqual([512, 320]);
    expect(colored(image, blue)).toBeGreaterThan(400);
    const bars = [243, 169, 133]; // orange at 55 % on paper
    const middle = colored(image, bars, 220, 320);
    expect(middle).toBeGreaterThan(8 * colored(image, bars, 60, 160));
    expect(() => histogramImage(normals(5), { bounds: [1, 1] })).toThrow('expected low < high');
    expect(histogramImage(Float32Array.of(3, 3), {}).width).toBe(512); // no spread
    expect(histogramImage(Float32Array.of(Number.NaN), {}).width).toBe(512);
  });

  it('have round ticks', () => {
    expect(ticks(-1.1, 1.1, 5)).toEqual([-1, -0.5, 0, 0.5, 1]);
    expect(ticks(0, 0.0012, 6)).toEqual([0, 0.0002, 0.0004, 0.0006, 0.0008, 0.001, 0.0012]);
    expect(ticks(3, 60, 6)).toEqual([10, 20, 30, 40, 50, 60]);
    expect(textWidth('real', 14)).toBeGreaterThan(30);
  });

  it('are chosen by the shape of the samples', () => {
    expect(samplePicture({ shape: [1] }, normals(50)).height).toBe(320);
    expect(samplePicture({ shape: [2] }, normals(50), { reference: normals(60) }).height).toBe(512);
    expect(samplePicture({ shape: [5] }, normals(50), { size: 300 }).height).toBe(300);
    const digits = samplePicture({ shape: [4, 4, 1], display: [0, 1] }, normals(64), { columns: 4, size: 8 });
    expect([digits.width, digits.height]).toEqual([42, 12]);
  });
});

describe('npy', () => {
  it.each([[[6]], [[2, 3]], [[1, 3, 2, 1]], [[0, 4]]])('keeps shape %j', shape => {
    const values = Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => i / 3);
    const file = encodeNpy(shape, values);
    expect((file.length - 4 * values.length) % 64).toBe(0);
    expect(decodeNpy(file)).toEqual({ shape, values });
  });

  it('refuses other files', () => {
    const file = encodeNpy([4], new Float32Array(4));
    expect(() => decodeNpy(file.subarray(0, 80), 'a.npy')).toThrow(
      /^a\.npy: expected 16 bytes .* the file is cut$/,
    );
    expect(() => decodeNpy(new Uint8Array(200))).toThrow(/expected a NumPy file/);
    const integers = file.map((b, i) =>
      String.fromCharCode(...file.subarray(i, i + 2)) === 'f4' ? 0x69 : b,
    );
    expect(() => decodeNpy(integers)).toThrow(/expected float32 or float64 in C order, got .*'<i4'/);
  });

  const python = '/usr/bin/python3';
  it.skipIf(!existsSync(python))('is read by numpy', context => {
    const folder = mkdtempSync(join(tmpdir(), 'saddle-npy-'));
    const path = join(folder, 'x.npy');
    writeFileSync(path, encodeNpy([2, 3], Float32Array.of(1, 2, 3, 4, 5, 6.5)));
    const code = `import numpy as n; a = n.load('${path}'); print(a.dtype, a.shape, a.sum())`;
    try {
      expect(execFileSync(python, ['-c', code], { encoding: 'utf8' }).trim()).toBe('float32 (2, 3) 21.5');
    } catch (error) {
      if (String(error).includes('No module named')) return context.skip('numpy is not installed');
      throw error;
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
