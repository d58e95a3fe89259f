// Makes dist: two bundles, for pages and for Node, and their types. npm run build
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import ts from 'typescript';

const here = import.meta.dirname;

/** Makes the package's `dist`. */
export async function buildClient(): Promise<void> {
  const dist = join(here, 'dist');
  await build({
    entryPoints: [join(here, 'src/index.ts'), join(here, 'src/node.ts')],
    outdir: dist,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    external: ['onnxruntime-*', 'node:*'],
    logLevel: 'error',
  });
  for (const name of ['index', 'types']) writeFileSync(join(dist, `${name}.d.ts`), declarations(name));
}

/** They say all by themselves, and import nothing from Saddle. */
function declarations(name: string): string {
  const fileName = join(here, `src/${name}.ts`);
  const { outputText } = ts.transpileDeclaration(readFileSync(fileName, 'utf8'), {
    fileName,
    compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.NodeNext },
  });
  return outputText.replaceAll(".ts'", ".js'");
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await buildClient();
