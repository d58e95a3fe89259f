import type { ByteSource } from '../../util/source.ts';

/** A file that is not read yet. */
export interface FileFacts {
  readonly path: string;
  readonly size: number;
  /** Another text once the file has been written to. */
  readonly stamp: string;
}

/** What lies below a folder. */
export interface Survey {
  /** In the order of their names, also those that links lead to; hidden ones are left out. */
  readonly files: readonly FileFacts[];
  /** Paths of links that are not followed: those to folders, which may lead in circles, and those to nothing. */
  readonly links: readonly string[];
}

/** A picture as it lies in a file: in a format such as PNG, or as plain pixels. */
export interface RawPicture {
  readonly bytes: Uint8Array;
  /** Of plain pixels `[height, width, channels]`, grey or RGB. */
  readonly shape?: readonly [height: number, width: number, channels: number];
}

export const CROPS = ['centre', 'pad', 'stretch'] as const;
export type Crop = (typeof CROPS)[number];

/** How pictures are brought to one form. */
export interface Frame {
  /** Height and width that all get. */
  readonly side: number;
  /** What becomes of those that are no squares: cut to the middle, put on the background, or stretched. */
  readonly crop: Crop;
  /** Colour behind what is transparent, as `#rrggbb`. */
  readonly background: string;
  /** Whether drawings are drawn at this size with hard edges, as pixel art, and not made smaller from a larger size. */
  readonly exact?: boolean;
}

/** What the head of a picture says of it. */
export interface PictureFacts {
  /** As shown: after the rotation that EXIF asks for. */
  readonly width: number;
  readonly height: number;
  /** Such as `jpeg`. */
  readonly format: string;
  /** Such as `grey`, `colour`, `colour with alpha`, `CMYK`, `16 bit`. */
  readonly mode: string;
}

/** How far the decoding is. */
export interface PictureProgress {
  readonly done: number;
  readonly total: number;
  /** Pictures in a second. */
  readonly rate: number;
  readonly secondsLeft: number;
}

/** What a machine can do with pictures. */
export interface PictureHost {
  /** Pictures to decode at a time. */
  readonly parallel: number;
  /** Where decoded pictures are kept. */
  readonly shelf: Shelf;
  readonly onProgress?: (progress: PictureProgress) => void;
  /** What stands at a path; undefined for nothing. */
  kind(path: string): 'file' | 'folder' | undefined;
  /** @throws UserError where a folder cannot be read */
  survey(folder: string): Survey;
  /** @throws Error in a few words when it is no picture, or damaged */
  measure(picture: RawPicture): Promise<PictureFacts>;
  /**
   * RGB pixels `[side, side, 3]`.
   * @throws Error in a few words when the picture is damaged, cut, too large or of no kind that is read
   */
  decode(picture: RawPicture, frame: Frame): Promise<Uint8Array>;
}

/** Where what is made of data is kept, by names. */
export interface Shelf {
  /** @returns undefined where there is nothing of the name, or it cannot be read */
  open(name: string): Promise<ByteSource | undefined>;
  /** For something that is written piece by piece, and is there when it is whole. */
  create(name: string): Promise<Sink>;
}

/** Something that grows; what was written can be read. */
export interface Sink extends ByteSource {
  append(bytes: Uint8Array): Promise<void>;
  /** Puts it under its name. */
  keep(): Promise<ByteSource>;
  discard(): Promise<void>;
}
