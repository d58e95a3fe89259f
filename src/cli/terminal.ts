import { styleText } from 'node:util';
import { safe, safeLine } from '../util/text.ts';

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
