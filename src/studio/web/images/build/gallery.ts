import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import type { Plugin } from 'vite';

/** What a page takes the names of the pictures from. */
const MODULE = 'virtual:gallery';

/** Width and height of a picture on a card, twice as fine as it is shown. */
const [WIDTH, HEIGHT] = [480, 320];

/**
 * The pictures of the gallery, `gallery/NAME.webp`, each the upper part of what a recipe drew for the docs.
 * @param folder of `NAME.png`
 */
export function gallery(folder: string): Plugin {
  const id = `\0${MODULE}`;
  const from = resolve(folder);
  const names = () =>
    readdirSync(from)
      .filter(file => file.endsWith('.png'))
      .map(file => file.slice(0, -'.png'.length));
  return {
    name: 'saddle-gallery',
    apply: 'build',
    resolveId: source => (source === MODULE ? id : undefined),
    load: source =>
      source === id
        ? `export const pictures = ${JSON.stringify(names())}, size = [${WIDTH}, ${HEIGHT}];`
        : undefined,
    async generateBundle() {
      for (const name of names()) {
        const source = await thumbnail(join(from, `${name}.png`));
        this.emitFile({ type: 'asset', fileName: `gallery/${name}.webp`, source });
      }
    },
  };
}

const thumbnail = (file: string): Promise<Buffer> =>
  sharp(file).resize(WIDTH, HEIGHT, { fit: 'cover', position: 'top' }).webp({ quality: 82 }).toBuffer();
