/** Least distance between the channels of a pixel that is in colour, and the share of such pixels. */
const [TINT, SHARE] = [24, 0.02];

/**
 * Whether there is colour to lose: more than a tint, in more than a few pixels.
 * @param pixels red, green and blue of each, and whatever follows
 * @param step bytes of a pixel: 3, or 4 with alpha
 */
export function isColoured(pixels: ArrayLike<number>, step: 3 | 4): boolean {
  let count = 0;
  for (let i = 0; i < pixels.length; i += step) {
    const [r, g, b] = [pixels[i], pixels[i + 1], pixels[i + 2]];
    if (Math.max(r, g, b) - Math.min(r, g, b) >= TINT) count++;
  }
  return count > (SHARE * pixels.length) / step;
}

/** RGB to grey by the luma of BT.601. */
export function luma(pixels: ArrayLike<number>, step: 3 | 4): Uint8Array {
  const grey = new Uint8Array(pixels.length / step);
  for (let i = 0, o = 0; o < grey.length; i += step, o++) {
    grey[o] = Math.round(0.299 * pixels[i] + 0.587 * pixels[i + 1] + 0.114 * pixels[i + 2]);
  }
  return grey;
}

/** Grey to RGB. */
export function tripled(grey: Uint8Array): Uint8Array {
  const rgb = new Uint8Array(3 * grey.length);
  for (let i = 0, o = 0; i < grey.length; i++) {
    rgb[o++] = grey[i];
    rgb[o++] = grey[i];
    rgb[o++] = grey[i];
  }
  return rgb;
}
