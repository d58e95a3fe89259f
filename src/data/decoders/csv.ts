import { UserError } from '../../util/error.ts';
import type { NamedBytes } from '../host.ts';

/** Points of a table, a row each. */
export interface Table {
  readonly dimension: number;
  /** `[rows, dimension]` */
  readonly values: Float32Array;
  /** Class of each row. */
  readonly labels?: readonly string[];
}

const LABEL = /^(label|class|target|y_?label|species|kind)$/i;

/**
 * A CSV of numbers: separated by commas, semicolons, tabs or spaces, with or without a row of names. One column may say classes:
 * one called label or class, or one of words.
 * @throws UserError that names the line where a value is missing or no number
 */
export function readTable({ file, bytes }: NamedBytes): Table {
  const text = new TextDecoder().decode(bytes).replace(/^\uFEFF/, '');
  const lines = text
    .split(/\r?\n/)
    .flatMap((line, i) => (line.trim() === '' || line.startsWith('#') ? [] : [{ line, at: i + 1 }]));
  const separator = [';', '\t', ',', ' '].find(mark => lines[0]?.line.includes(mark)) ?? ',';
  const rows = lines.map(({ line, at }) => ({ at, cells: cellsOf(line, separator) }));
  const isHeader =
    rows.length > 1 && rows[0].cells.every(cell => !isNumber(cell)) && rows[1].cells.some(isNumber);
  const [names, body] = isHeader ? [rows[0].cells, rows.slice(1)] : [[], rows];
  if (body.length === 0) throw new UserError(`csv: ${file}: expected rows of numbers, got none`);
  const width = body[0].cells.length;
  const label = labelColumn(names, body[0].cells);
  const dimension = width - (label === undefined ? 0 : 1);
  if (dimension === 0)
    throw new UserError(`csv: ${file}: expected columns of numbers, got none; is it another file?`);
  const values: number[] = [];
  for (const { at, cells } of body) {
    if (cells.length !== width)
      throw new UserError(
        `csv: ${file}: expected ${width} values in line ${at}, got ${cells.length}; mend it`,
      );
    for (const [i, cell] of cells.entries()) {
      if (i === label) continue;
      if (!isNumber(cell))
        throw new UserError(
          `csv: ${file}: expected a number in line ${at}, got '${cell.slice(0, 40)}'; mend or remove it`,
        );
      values.push(Number(cell));
    }
  }
  const labels = label === undefined ? undefined : body.map(({ cells }) => cells[label]);
  return { dimension, values: Float32Array.from(values), ...(labels && { labels }) };
}

const cellsOf = (line: string, separator: string) =>
  (separator === ' ' ? line.trim().split(/ +/) : line.split(separator)).map(cell =>
    cell.trim().replace(/^"(.*)"$/, '$1'),
  );

const isNumber = (text: string) => text !== '' && Number.isFinite(Number(text));

function labelColumn(names: readonly string[], first: readonly string[]): number | undefined {
  const named = names.findIndex(name => LABEL.test(name));
  if (named >= 0) return named;
  const words = first.flatMap((cell, i) => (isNumber(cell) || cell === '' ? [] : [i]));
  return words.length === 1 ? words[0] : undefined;
}
