import { styleText } from 'node:util';

/** Control characters but tab and line feed, and what turns the direction of writing: a terminal would obey them. */
const COMMANDS = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/**
 * A text that may come from a file or a stranger, safe to be shown: what a terminal would obey is written as `\u001b`.
 * JSON stays the same JSON.
 */
export function safe(text: string): string {
  return text.replace(COMMANDS, c =>
    c === '\n' || c === '\t' ? c : `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The same as part of one line. */
export function safeLine(text: string): string {
  return safe(text.replace(/\r?\n/g, '\\n'));
}

export type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'green' | 'cyan';

/** Colours, where the stream is a terminal that has them, and by the wish of NO_COLOR and FORCE_COLOR. */
export function styled(style: Style, text: string, stream: NodeJS.WriteStream = process.stderr): string {
  return styleText(style, text, { stream });
}

/** A safe line whose beginning, up to the first colon or gap, is coloured: `warning:`, `device  `. */
export function labelled(style: Style, line: string, stream: NodeJS.WriteStream = process.stderr): string {
  const text = safe(line);
  const end = /^[^\n]*?(:|(?= {2}))/.exec(text)?.[0].length ?? 0;
  return styled(style, text.slice(0, end), stream) + text.slice(end);
}

/** A result, on stdout. */
export function print(text: string): void {
  process.stdout.write(`${safe(text)}\n`);
}

/** A result in JSON, one document. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value));
}

/** Something beside the result, on stderr. */
export function tell(text: string): void {
  process.stderr.write(`${safe(text)}\n`);
}

export function warn(message: string): void {
  process.stderr.write(`${labelled('yellow', `warning: ${safeLine(message)}`)}\n`);
}

/** What a line of a terminal is replaced with. */
export const CLEAR = '\r\u001b[2K';
