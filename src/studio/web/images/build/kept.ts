import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';
import { EMBEDDED, embeddedDigits } from '../../../../data/loaders/mnist.ts';
import { nodeHost } from '../../../../data/loaders/node.ts';
import { KEPT_FOLDER } from '../../../../data/loaders/web.ts';
import { MOBILENET, mobileNetV2File } from '../../../../metrics/networks/mobilenet.ts';

/** What workers load when they need it, each a gzipped file: the embedded digits, 1.6 MB, and the stem of MobileNetV2, 0.3 MB. */
export function kept(): Plugin {
  return {
    name: 'saddle-kept',
    apply: 'build',
    async generateBundle() {
      const host = nodeHost();
      for (const [{ name }, bytes] of [
        [EMBEDDED, await embeddedDigits(host)],
        [MOBILENET, await mobileNetV2File(host)],
      ] as const) {
        const source = gzipSync(bytes, { level: 9 });
        this.emitFile({ type: 'asset', fileName: KEPT_FOLDER + name, source });
      }
    },
  };
}
