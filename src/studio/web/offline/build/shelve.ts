import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Plugin } from 'vite';
import { type Shelved, WORKER_FILE } from '../shelved.ts';

const WORKER = fileURLToPath(new URL('../worker.ts', import.meta.url));

/** Writes the service worker when all that it keeps is there. @param runtime what pages train on, below `ort/` */
export function shelve(runtime: Shelved['runtime']): Plugin {
  let folder = '';
  return {
    name: 'saddle-offline',
    apply: 'build',
    enforce: 'post',
    configResolved({ root, build }) {
      folder = resolve(root, build.outDir);
    },
    async closeBundle() {
      const shelved: Shelved = { pages: pagesIn(folder), runtime };
      await build({
        entryPoints: [WORKER],
        outfile: join(folder, WORKER_FILE),
        bundle: true,
        minify: true,
        target: 'es2023',
        define: { SHELVED: JSON.stringify(shelved), 'process.env.NODE_ENV': '"production"' },
        logLevel: 'error',
      });
    },
  };
}

/** All files but the runtime and the worker itself. */
function pagesIn(folder: string): Shelved['pages'] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name));
  const names = paths.map(path => path.slice(folder.length + 1).replaceAll(sep, '/')).sort();
  return names
    .filter(name => !name.startsWith('ort/') && name !== WORKER_FILE)
    .map(url => ({ url, revision: url.startsWith('assets/') ? null : hashOf(join(folder, url)) }));
}

const hashOf = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex').slice(0, 16);
