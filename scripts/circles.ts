import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/** The files that one imports when it runs: `import type` is erased, an import that is asked for later starts no module. */
function imported(root: string, file: string): string[] {
  const { statements } = ts.createSourceFile(
    file,
    readFileSync(join(root, file), 'utf8'),
    ts.ScriptTarget.Latest,
  );
  return statements.flatMap(statement => {
    const erased = ts.isImportDeclaration(statement)
      ? statement.importClause?.isTypeOnly
      : !ts.isExportDeclaration(statement) || statement.isTypeOnly;
    const target = erased
      ? undefined
      : (statement as ts.ImportDeclaration | ts.ExportDeclaration).moduleSpecifier;
    if (!target || !ts.isStringLiteral(target) || !target.text.startsWith('.')) return [];
    return [join(dirname(file), target.text)];
  });
}

/** Files below `root` that import each other in a circle when they run: each circle from its first file back to it. */
export function circles(root: string, files: readonly string[]): string[][] {
  const edges = new Map(files.map(file => [file, imported(root, file)]));
  const [done, found] = [new Set<string>(), [] as string[][]];
  const walk = (file: string, path: readonly string[]): void => {
    const at = path.indexOf(file);
    if (at >= 0) found.push([...path.slice(at), file]);
    if (at >= 0 || done.has(file)) return;
    for (const next of edges.get(file) ?? []) walk(next, [...path, file]);
    done.add(file);
  };
  for (const file of files) walk(file, []);
  return found;
}
