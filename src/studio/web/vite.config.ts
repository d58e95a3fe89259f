import { copyFileSync, linkSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';
import { formulas } from './course/build/formulas.ts';
import { losses } from './course/build/losses.ts';
import { gallery } from './images/build/gallery.ts';
import { kept } from './images/build/kept.ts';
import { shelve } from './offline/build/shelve.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '../../..');
const outDir = join(root, 'dist/studio/web'); // beside the compiled server, which emptyOutDir must not take
const ORT = join(root, 'node_modules/onnxruntime-web/dist');
/** For WASM; for WebGPU where the browser can suspend WebAssembly (JSPI), and where it cannot. */
const BUILDS = ['ort-wasm-simd-threaded', 'ort-wasm-simd-threaded.jspi', 'ort-wasm-simd-threaded.asyncify'];
const { version: runtimeVersion } = JSON.parse(readFileSync(join(ORT, '../package.json'), 'utf8'));
const RUNTIME = BUILDS.flatMap(build => [`${build}.mjs`, `${build}.wasm`]);

/** The runtime, which a worker loads from `ort/` when training first starts there: one of the builds. */
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
      for (const name of RUNTIME) linkOrCopy(join(ORT, name), join(folder, name));
      for (const name of RUNTIME) if (name.endsWith('.wasm')) pack(join(folder, name));
    },
  };
}

/** `NAME.gz` beside a file: what the npm package carries, a quarter of the bytes. */
function pack(path: string): void {
  writeFileSync(`${path}.gz`, gzipSync(readFileSync(path)));
}

/** 58 MB that need not lie there twice. */
function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to); // another disk, or already there
  }
}

/** The licence of the font of the course's formulas, which has to go with it. */
function fontLicence(): Plugin {
  return {
    name: 'saddle-font-licence',
    apply: 'build',
    generateBundle() {
      const source = readFileSync(join(root, 'node_modules/@fontsource/stix-two-math/LICENSE'));
      this.emitFile({ type: 'asset', fileName: 'assets/stix-two-math-LICENSE.txt', source });
    },
  };
}

// The runtime's own files stay out of the bundles: they are found by `wasmPaths`.
const conditions = ['onnxruntime-web-use-extern-wasm', 'module', 'browser', 'production'];

export default defineConfig({
  root: here,
  base: './',
  resolve: { conditions },
  plugins: [
    formulas(),
    losses(),
    kept(),
    gallery(join(root, 'docs/images/pictures')),
    runtime(),
    fontLicence(),
    shelve({ version: runtimeVersion, files: [`ort/${BUILDS[0]}.mjs`, `ort/${BUILDS[0]}.wasm`] }),
  ],
  worker: { format: 'es' },
  build: { outDir, emptyOutDir: true, target: 'es2023', chunkSizeWarningLimit: 900, assetsInlineLimit: 0 },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
});
