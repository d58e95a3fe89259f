import type { FunctionComponent } from 'preact';

/** A part of a page that fits on one screen when it is taught. */
interface Step {
  readonly title: string;
  readonly View: FunctionComponent;
}

/** A page of the course. */
export interface Lesson {
  readonly slug: string;
  readonly title: string;
  readonly steps: readonly Step[];
}
