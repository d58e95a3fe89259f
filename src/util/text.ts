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

/** The valid names, nearest to `name` first. */
export function nearest(name: string, valid: readonly string[]): string[] {
  const distance = (v: string) => editDistance(name.toLowerCase(), v.toLowerCase());
  return [...valid].sort((a, b) => distance(a) - distance(b));
}

/** `unknown objective 'hing'; did you mean 'hinge'? Valid: hinge, minimax, ...` */
export function unknownName(kind: string, name: string, valid: readonly string[]): string {
  const sorted = nearest(name, valid);
  const near = sorted.length > 0 && editDistance(name, sorted[0]) <= Math.max(2, name.length / 3);
  return `unknown ${kind} '${name}'${near ? `; did you mean '${sorted[0]}'?` : '.'} Valid: ${sorted.join(', ')}`;
}
