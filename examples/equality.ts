/** Prints a line of the argument and asserts it; a failure makes the example exit with 1. */
export function equal(label: string, got: number, want: number, within: number): void {
  const good = Math.abs(got - want) <= within;
  console.log(`  ${good ? '✓' : '✗'} ${label}: ${digits(got)} = ${digits(want)}  (within ${digits(within)})`);
  if (!good) process.exitCode = 1;
}

/** The same for an inequality, got ≤ bound. */
export function atMost(label: string, got: number, bound: number): void {
  const good = got <= bound;
  console.log(`  ${good ? '✓' : '✗'} ${label}: ${digits(got)} ≤ ${digits(bound)}`);
  if (!good) process.exitCode = 1;
}

function digits(x: number): string {
  return Number(x.toPrecision(10)).toString().replace('-', '−');
}

/** A heading between steps of the argument. */
export function step(text: string): void {
  console.log(`\n${text}`);
}
