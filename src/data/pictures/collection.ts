import type { RawPicture } from './host.ts';

/** One picture of a collection, read when it is wanted. */
export interface Item {
  /** Path within the collection, or its number. */
  readonly name: string;
  /** Name of its class. */
  readonly label?: string;
  read(): Promise<RawPicture>;
}

/** Pictures that were found, none of them decoded yet. */
export interface Collection {
  readonly items: readonly Item[];
  /** Files that are no pictures, by name. */
  readonly left: readonly string[];
  /** Sentences about what may not be as it was meant. */
  readonly notes: readonly string[];
}

/** What stands at a path, told by names, sizes and times alone. */
export interface Found {
  /** Such as `folder photos`. */
  readonly what: string;
  /** Another text once any of its files has been written to. */
  readonly stamp: string;
  /** @throws UserError when the files are damaged, or their labels incomplete */
  open(): Promise<Collection>;
}

/** What is decoded, by name. */
export const PICTURE = /\.(png|jpe?g|jfif|jpe|webp|gif|avif|tiff?|svg)$/i;

/** Kinds of pictures that people have and that are not decoded. */
export const OTHER_PICTURE = /\.(bmp|heic|heif|ico|psd|raw|dng|cr2|nef|jxl|jp2)$/i;

/** The most bytes of one file of a picture. */
export const MOST_FILE = 2 ** 28;
