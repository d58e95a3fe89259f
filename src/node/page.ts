import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { PageParts } from '../train/ship/index.ts';
import { UserError } from '../util/error.ts';

/** Where the build of this package left them, seen from `dist/node`. */
const PAGE = '../page/page.html';
const RUNTIME = '../studio/web/ort/ort-wasm-simd-threaded.wasm.gz';

/**
 * The page of `--to html` without a generator, and the runtime that goes into it.
 * @throws UserError when this package is not built
 */
export async function pageParts(): Promise<PageParts> {
  const text = new TextDecoder().decode(await built(PAGE));
  return { text, runtime: await built(RUNTIME) };
}

async function built(path: string): Promise<Uint8Array> {
  const url = new URL(path, import.meta.url);
  return readFile(url).catch(() => {
    throw new UserError(
      `--to html: expected ${fileURLToPath(url)}, got nothing there; run \`npm run build\``,
    );
  });
}
