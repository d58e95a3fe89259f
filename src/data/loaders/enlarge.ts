import type { ImageBytes } from '../decoders/decoder.ts';

/** Images whose pixels become squares of `factor` × `factor`. */
export function enlarged(images: ImageBytes, factor: number): ImageBytes {
  if (factor === 1) return images;
  const { shape, bytes } = images;
  const [height, width, channels] = shape;
  const row = factor * width * channels;
  const out = new Uint8Array(bytes.length * factor ** 2);
  const rows = bytes.length / (width * channels);
  for (let y = 0; y < rows; y++) {
    const at = factor * y * row;
    for (let x = 0; x < factor * width; x++) {
      const from = (y * width + Math.floor(x / factor)) * channels;
      for (let c = 0; c < channels; c++) out[at + x * channels + c] = bytes[from + c];
    }
    for (let copy = 1; copy < factor; copy++) out.copyWithin(at + copy * row, at, at + row);
  }
  return { shape: [factor * height, factor * width, channels], bytes: out };
}
