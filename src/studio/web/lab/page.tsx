/** Learn a law of one or two dimensions, live. */
export function Page() {
  return <h1>Lab</h1>;
}
