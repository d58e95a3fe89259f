/** A table in Markdown. */
export function markdownTable(head: readonly unknown[], rows: readonly (readonly unknown[])[]): string {
  const line = (cells: readonly unknown[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Of a row of a table: a text from elsewhere may have bars, quotes and line breaks. */
export function markdownCell(text: string): string {
  return text
    .replaceAll('|', '\\|')
    .replaceAll('`', 'ˋ')
    .replaceAll(/\p{Cc}/gu, ' ');
}
