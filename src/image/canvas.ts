import { glyphAdvance, glyphStrokes } from './glyphs.ts';
import type { Image } from './image.ts';

/** Red, green, blue, each 0 to 255. */
export type Color = readonly [red: number, green: number, blue: number];

/** A small anti-aliased RGB canvas, y downwards, for plots on any platform. */
export class Canvas {
  readonly width: number;
  readonly height: number;
  private readonly pixels: Float32Array;

  constructor(width: number, height: number, background: Color) {
    this.width = width;
    this.height = height;
    this.pixels = new Float32Array(width * height * 3);
    for (let i = 0; i < this.pixels.length; i++) this.pixels[i] = background[i % 3];
  }

  /** Filled circle. */
  disc(x: number, y: number, radius: number, color: Color, alpha = 1): void {
    this.paint([x, y, x, y], radius, color, alpha);
  }

  /** Line with round ends. */
  line(x0: number, y0: number, x1: number, y1: number, width: number, color: Color, alpha = 1): void {
    this.paint([x0, y0, x1, y1], width / 2, color, alpha);
  }

  /** Filled rectangle with exact coverage at fractional edges. */
  rectangle(x0: number, y0: number, x1: number, y1: number, color: Color, alpha = 1): void {
    const cover = (low: number, high: number, i: number) => Math.min(high, i + 1) - Math.max(low, i);
    for (let y = Math.max(0, Math.floor(y0)); y < Math.min(this.height, y1); y++) {
      for (let x = Math.max(0, Math.floor(x0)); x < Math.min(this.width, x1); x++) {
        this.blend(x, y, color, alpha * cover(x0, x1, x) * cover(y0, y1, y));
      }
    }
  }

  /** One line of text, `size` pixels high (a digit), its baseline at y; `align` says what x is. */
  text(
    text: string,
    x: number,
    y: number,
    size: number,
    color: Color,
    align: 'left' | 'center' | 'right',
  ): void {
    const scale = size / 14;
    const shift = { left: 0, center: 0.5, right: 1 }[align];
    let at = x - shift * textWidth(text, size);
    for (const character of text) {
      for (const [x0, y0, x1, y1] of glyphStrokes(character)) {
        this.line(at + x0 * scale, y - y0 * scale, at + x1 * scale, y - y1 * scale, size / 8, color);
      }
      at += glyphAdvance(character) * scale;
    }
  }

  toImage(): Image {
    const data = new Uint8Array(this.pixels.length);
    for (let i = 0; i < data.length; i++) data[i] = Math.round(Math.max(0, Math.min(255, this.pixels[i])));
    return { width: this.width, height: this.height, channels: 3, data };
  }

  /** All pixels within `radius` of a segment; half a pixel of soft edge. */
  private paint([x0, y0, x1, y1]: readonly number[], radius: number, color: Color, alpha: number): void {
    const [dx, dy] = [x1 - x0, y1 - y0];
    const square = dx * dx + dy * dy;
    const reach = radius + 1;
    const right = Math.min(this.width - 1, Math.floor(Math.max(x0, x1) + reach));
    const bottom = Math.min(this.height - 1, Math.floor(Math.max(y0, y1) + reach));
    for (let y = Math.max(0, Math.floor(Math.min(y0, y1) - reach)); y <= bottom; y++) {
      for (let x = Math.max(0, Math.floor(Math.min(x0, x1) - reach)); x <= right; x++) {
        const [px, py] = [x + 0.5 - x0, y + 0.5 - y0];
        const t = square > 0 ? Math.max(0, Math.min(1, (px * dx + py * dy) / square)) : 0;
        const cover = radius + 0.5 - Math.hypot(px - t * dx, py - t * dy);
        if (cover > 0) this.blend(x, y, color, alpha * Math.min(1, cover));
      }
    }
  }

  private blend(x: number, y: number, color: Color, alpha: number): void {
    const i = (y * this.width + x) * 3;
    for (let c = 0; c < 3; c++) this.pixels[i + c] += alpha * (color[c] - this.pixels[i + c]);
  }
}

/** Width of a line of text in pixels. */
export function textWidth(text: string, size: number): number {
  return [...text].reduce((sum, character) => sum + glyphAdvance(character), 0) * (size / 14);
}
