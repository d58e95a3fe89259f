/**
 * The least mean number of yes-or-no questions that find an outcome of a law: the mean length of Huffman's code, the
 * sum of what he joins when he joins the two least likely groups again and again.
 */
export function meanQuestions(law: readonly number[]): number {
  let groups = law.filter(p => p > 0);
  let mean = 0;
  while (groups.length > 1) {
    const [least, next, ...rest] = groups.toSorted((a, b) => a - b);
    mean += least + next;
    groups = [least + next, ...rest];
  }
  return mean;
}
