// Makes dist/page/page.html, the page of `saddle export --to html` without a generator. npm run build:page
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const here = fileURLToPath(new URL('.', import.meta.url));

/** Writes the page with its styles and scripts inside; places of the model and of the runtime stay free. */
export async function buildPage(path: string): Promise<void> {
  const { outputFiles } = await build({
    entryPoints: [join(here, 'main.tsx')],
    outdir: here,
    write: false,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    logLevel: 'error',
  });
  const text = (ending: string) => outputFiles.find(file => file.path.endsWith(ending))!.text;
  const page = readFileSync(join(here, 'index.html'), 'utf8')
    .replace('<!--style-->', () => `<style>${text('.css')}</style>`)
    .replace('<!--script-->', () => `<script type="module">${text('.js')}</script>`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, page);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await buildPage(join(here, '../../dist/page/page.html'));
}
