/** Levenshtein distance: the number of insertions, deletions and substitutions that turn `a` into `b`. */
export function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(substitution, previous[j] + 1, row[j - 1] + 1));
    }
    previous = row;
  }
  return previous[b.length];
}

/** Nobody mistypes a name of such length; to compare it would take time, and to show it a page. */
export const LONGEST_NAME = 64;

/** How unlike two names are: case does not count, and a name within the other is near. */
function unlikeness(name: string, valid: string): number {
  const [a, b] = [name.toLowerCase(), valid.toLowerCase()];
  const distance = editDistance(a, b);
  return a.length > 2 && b.includes(a) ? Math.min(0.5, distance) : distance;
}

/** The valid names, nearest to `name` first; in their order where it is too long to be one of them. */
export function nearest(name: string, valid: readonly string[]): string[] {
  if (name.length > LONGEST_NAME) return [...valid];
  const measured = valid.map(v => ({ v, distance: unlikeness(name, v) }));
  return measured.sort((a, b) => a.distance - b.distance).map(({ v }) => v);
}

/** Names that a message lists at most: data may have thousands of classes. */
const MOST_LISTED = 100;

/** `unknown objective 'hing'; did you mean 'hinge'? Valid: hinge, minimax, ...` */
export function unknownName(kind: string, name: string, valid: readonly string[]): string {
  const sorted = nearest(name, valid);
  const short = name.length <= LONGEST_NAME;
  const near = short && sorted.length > 0 && unlikeness(name, sorted[0]) <= Math.max(2, name.length / 3);
  const shown = short ? name : `${name.slice(0, LONGEST_NAME)}…`;
  const listed = sorted.slice(0, MOST_LISTED).join(', ') + (sorted.length > MOST_LISTED ? ', …' : '');
  return `unknown ${kind} '${shown}'${near ? `; did you mean '${sorted[0]}'?` : '.'} Valid: ${listed}`;
}

/**
 * 512 B, 1.2 MB
 * @param round `floor` for a bound and `ceil` for what is above it: the two are never the same then
 */
export function bytesText(bytes: number, round: 'round' | 'floor' | 'ceil' = 'round'): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB'];
  const power = Math.min(units.length - 1, bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  if (power === 0) return `${bytes} B`;
  return `${value < 1e5 ? (Math[round](value * 10) / 10).toFixed(1) : value.toPrecision(2)} ${units[power]}`;
}

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
