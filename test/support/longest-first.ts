import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The files that take longest, in this order; a time table ends each run of `npm test`. */
const LONGEST = [
  'test/learn/mnist.test.ts',
  'test/studio/images.test.ts',
  'test/learn/pixels.test.ts',
  'test/studio/accessibility.test.ts',
  'test/studio/layout.test.ts',
];

/** Begins with the longest files, so that no long one is left alone at the end, also where no run is remembered. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const found = LONGEST.findIndex(name => moduleId.endsWith(name));
      return found < 0 ? LONGEST.length : found;
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}
