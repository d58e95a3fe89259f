import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';
import { nodeHost } from '../../../../data/loaders/node.ts';
import { DIGITS } from '../files.ts';

/** The embedded digits as one gzipped file, 1.6 MB, which the worker loads when it trains on them. */
export function digits(): Plugin {
  return {
    name: 'saddle-digits',
    apply: 'build',
    async generateBundle() {
      const source = gzipSync(await nodeHost().embeddedMnist(), { level: 9 });
      this.emitFile({ type: 'asset', fileName: DIGITS, source });
    },
  };
}
