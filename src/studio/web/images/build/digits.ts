import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';
import { EMBEDDED, embeddedDigits } from '../../../../data/loaders/mnist.ts';
import { nodeHost } from '../../../../data/loaders/node.ts';
import { KEPT_FOLDER } from '../../../../data/loaders/web.ts';

/** The embedded digits as one gzipped file, 1.6 MB, which the worker loads when it trains on them. */
export function digits(): Plugin {
  return {
    name: 'saddle-digits',
    apply: 'build',
    async generateBundle() {
      const source = gzipSync(await embeddedDigits(nodeHost()), { level: 9 });
      this.emitFile({ type: 'asset', fileName: KEPT_FOLDER + EMBEDDED.name, source });
    },
  };
}
