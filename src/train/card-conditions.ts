import { attributesOf, type Condition, classNames, conditionText } from '../util/condition.ts';
import { markdownCell, markdownTable } from '../util/markdown.ts';

/** What samples can be asked for, as paragraphs of a model card. */
export function askingText(condition: Condition | undefined): string[] {
  const attributes = attributesOf(condition);
  if (!condition) return [];
  if (!attributes) return [`Samples are conditioned on ${conditionText(condition)}.`];
  const rows = attributes.map(({ name, values }) => [name, values.join(', ')].map(markdownCell));
  return [`Samples can be asked for by attributes:\n\n${markdownTable(['attribute', 'values'], rows)}`];
}

/** The command that asks by name: for the first class, or the first value of the first attribute; and what it does. */
export function askingLines(condition: Condition | undefined): string[][] {
  const name = classNames(condition)?.find(name => !name.includes(',')); // a comma parts names
  if (name !== undefined) return [[`saddle sample . --class ${word(name)}`, 'of a class']];
  const [first] = attributesOf(condition) ?? [];
  return first
    ? [[`saddle sample . --attributes ${word(`${first.name}=${first.values[0]}`)}`, 'as asked']]
    : [];
}

/** As one word of a command. */
const word = (text: string) => (/^[\w=.-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
