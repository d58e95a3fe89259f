import type { NamedBytes } from '../host.ts';

/** Images as bytes. */
export interface ImageBytes {
  readonly shape: readonly [height: number, width: number, channels: number];
  /** `[size, height, width, channels]` */
  readonly bytes: Uint8Array;
}

/** Where images lie one after the other in a file, as they are. */
export interface Layout extends Pick<ImageBytes, 'shape'> {
  /** Images in the file. */
  readonly size: number;
  /** Byte where the first one starts. */
  readonly start: number;
}

/** First bytes of a file from which its layout is told. */
export const HEAD = 20;

/** What the bytes of a kind of file mean. */
export interface Decoder {
  readonly summary: string;
  /** @throws UserError that names the file when it is cut, damaged or of another kind */
  images(file: NamedBytes): Promise<ImageBytes>;
  /** The number of the class of each image, of kinds that have files for these. */
  labels?(file: NamedBytes): Promise<Uint8Array>;
  /**
   * Of kinds whose images can be read one by one; undefined where those of this file cannot.
   * @param head the first {@link HEAD} bytes
   * @param size bytes of the whole file
   */
  layout?(head: NamedBytes, size: number): Layout | undefined;
}
