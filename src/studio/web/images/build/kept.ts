import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';
import type { DataHost } from '../../../../data/host.ts';
import { EMOJI } from '../../../../data/loaders/iconify.ts';
import { EMBEDDED, embeddedDigits } from '../../../../data/loaders/mnist.ts';
import { nodeHost } from '../../../../data/loaders/node.ts';
import { KEPT_FOLDER, keptPackageFile } from '../../../../data/loaders/web.ts';
import type { Shelf } from '../../../../data/pictures/host.ts';
import { openDataset } from '../../../../data/registry.ts';
import { EMBEDDED_DIGITS, embeddedDigitsFile } from '../../../../metrics/networks/embedded-digits.ts';
import { MOBILENET, mobileNetV2File } from '../../../../metrics/networks/mobilenet.ts';
import { UserError } from '../../../../util/error.ts';

/** Files by their names below {@link KEPT_FOLDER}. */
type Files = Map<string, Uint8Array>;

/**
 * What workers load when they need it, each a gzipped file: the embedded digits, 1.6 MB, two feature networks, 0.3 MB each, and
 * as pixels the drawings of data sets, which a page cannot draw: emoji, 1.7 MB, and faces, 0.7 MB.
 */
export function kept(): Plugin {
  return {
    name: 'saddle-kept',
    apply: 'build',
    async generateBundle() {
      const host = nodeHost();
      const files: Files = new Map([
        [EMBEDDED.name, await embeddedDigits(host)],
        [MOBILENET.name, await mobileNetV2File(host)],
        [EMBEDDED_DIGITS.name, await embeddedDigitsFile(host)],
        ...(await drawings(host)),
      ]);
      for (const [name, bytes] of files) {
        const source = gzipSync(bytes, { level: 9 });
        this.emitFile({ type: 'asset', fileName: KEPT_FOLDER + name, source });
      }
      for (const name of [`${EMOJI}/metadata.json`, `${EMOJI}/package.json`]) {
        const source = (await host.read(`package:${name}`)).bytes;
        this.emitFile({ type: 'asset', fileName: KEPT_FOLDER + keptPackageFile(name), source });
      }
    },
  };
}

/** What the data sets that are drawings ask the shelf for, by the names that they ask by. */
async function drawings(host: DataHost): Promise<Files> {
  const files: Files = new Map();
  const ready: Pick<Shelf, 'open'> = {
    async open(name) {
      const source = await host.pictures!.shelf.open(name);
      if (source) files.set(name, await source.read({ start: 0, length: source.size }));
      return source;
    },
  };
  const names = ['emoji', 'pixel-faces'];
  for (const name of names) {
    await openDataset({ name }, host); // draws what nobody has drawn before
    await openDataset({ name }, { ...host, ready });
  }
  if (files.size === names.length) return files;
  throw new UserError(
    'drawings: expected a cache that can be written, got none; set SADDLE_CACHE to a folder',
  );
}
