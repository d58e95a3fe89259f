import type { NamedBytes } from '../host.ts';

/** Images as bytes. */
export interface ImageBytes {
  readonly shape: readonly [height: number, width: number, channels: number];
  /** `[size, height, width, channels]` */
  readonly bytes: Uint8Array;
}

/** What the bytes of a kind of file mean. */
export interface Decoder {
  readonly summary: string;
  /** @throws UserError that names the file when it is cut, damaged or of another kind */
  images(file: NamedBytes): Promise<ImageBytes>;
  /** The number of the class of each image, of kinds that have files for these. */
  labels?(file: NamedBytes): Promise<Uint8Array>;
}
