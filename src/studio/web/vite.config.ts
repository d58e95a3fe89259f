import { copyFileSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';
import { formulas } from './course/build/formulas.ts';
import { digits } from './images/build/digits.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '../../..');
const outDir = join(root, 'dist/studio/web'); // beside the compiled server, which emptyOutDir must not take
const ORT = join(root, 'node_modules/onnxruntime-web/dist');
const RUNTIME = ['ort-wasm-simd-threaded.mjs', 'ort-wasm-simd-threaded.wasm'];

/** The WASM runtime, which the worker loads from `ort/` when training first starts. */
function runtime(): Plugin {
  let folder = '';
  return {
    name: 'saddle-runtime',
    apply: 'build',
    configResolved({ root, build }) {
      folder = join(resolve(root, build.outDir), 'ort');
    },
    closeBundle() {
      mkdirSync(folder, { recursive: true });
      for (const name of RUNTIME) copyFileSync(join(ORT, name), join(folder, name));
    },
  };
}

// The runtime's own files stay out of the bundles: they are found by `wasmPaths`.
const conditions = ['onnxruntime-web-use-extern-wasm', 'module', 'browser', 'production'];

export default defineConfig({
  root: here,
  base: './',
  resolve: { conditions },
  plugins: [formulas(), digits(), runtime()],
  worker: { format: 'es' },
  build: { outDir, emptyOutDir: true, target: 'es2023', chunkSizeWarningLimit: 900, assetsInlineLimit: 0 },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
});
