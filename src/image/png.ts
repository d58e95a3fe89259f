import { decode, encode } from 'fast-png';
import type { Image } from './image.ts';

/** A PNG file, on any platform; equal pictures give equal bytes. */
export function encodePng(image: Image): Uint8Array {
  const { width, height, channels, data } = image;
  return encode({ width, height, channels, data, depth: 8 });
}

/** An 8-bit PNG file as a picture. */
export function decodePng(bytes: Uint8Array): Image {
  const { width, height, channels, data } = decode(bytes);
  return { width, height, channels: channels as Image['channels'], data: Uint8Array.from(data) };
}
