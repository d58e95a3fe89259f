/** An 8-bit picture, row by row, channels last: grey, RGB or RGBA. */
export interface Image {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3 | 4;
  readonly data: Uint8Array;
}
