import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PAGES = join(import.meta.dirname, '../docs/cures');

/** Lines such as `<!-- cost:--unroll 5 -->`, and the sentence below that was measured with these flags. */
const marks = (kind: string) => new RegExp(`^<!-- ${kind}:(.*?) -->(\\nMeasured .*)?$`, 'gm');

const pages = () => readdirSync(PAGES).filter(name => name.endsWith('.md'));
const read = (name: string) => readFileSync(join(PAGES, name), 'utf8');

/** The flags that the pages of remedies ask a measurement of. */
export function askedFlags(kind: 'cost' | 'modes'): string[] {
  const flags = pages().flatMap(name => [...read(name).matchAll(marks(kind))].map(match => match[1]));
  return [...new Set(flags)].sort();
}

/** Writes what was measured below the marks; what was not measured stays as it is. */
export function fillPages(kind: 'cost' | 'modes', sentence: (flags: string) => string | undefined): void {
  for (const name of pages()) {
    const text = read(name);
    const filled = text.replace(marks(kind), (mark, flags: string) => {
      const measured = sentence(flags);
      return measured === undefined ? mark : `<!-- ${kind}:${flags} -->\nMeasured ${measured}`;
    });
    if (filled !== text) writeFileSync(join(PAGES, name), filled);
  }
}

/** Puts the table of all costs into the index, below its mark and up to the next block. */
export function fillTable(table: string): void {
  const path = join(PAGES, 'README.md');
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replace(/^<!-- costs -->\n(\n\|.*(\n\|.*)*\n)?/m, `<!-- costs -->\n\n${table}\n`));
}
