import { signal } from '@preact/signals';
import { createContext } from 'preact';

const KEY = 'saddle-course-progress';
const VERSION = 1;

/** Solved exercises by the page of the course. */
export type Progress = Readonly<Record<string, readonly string[]>>;

/** What was kept; nothing where it is of another version or no such thing at all. */
export function parseProgress(text: string | null): Progress {
  try {
    const kept = JSON.parse(text ?? '') as { version?: unknown; solved?: unknown };
    if (kept.version !== VERSION || typeof kept.solved !== 'object' || kept.solved === null) return {};
    const lists = Object.entries(kept.solved).filter(([, names]) => Array.isArray(names));
    return Object.fromEntries(
      lists.map(([slug, names]) => [slug, (names as unknown[]).filter(name => typeof name === 'string')]),
    );
  } catch {
    return {};
  }
}

/** The inverse of {@link parseProgress}. */
export const formatProgress = (solved: Progress) => JSON.stringify({ version: VERSION, solved });

function read(): Progress {
  try {
    return parseProgress(localStorage.getItem(KEY));
  } catch {
    return {}; // storage may be forbidden: progress lasts as long as the page
  }
}

const progress = signal<Progress>(read());

function keep(solved: Progress): void {
  progress.value = solved;
  try {
    localStorage.setItem(KEY, formatProgress(solved));
  } catch {
    // storage may be forbidden, or full
  }
}

/** The page of the course that an exercise is on. */
export const LessonContext = createContext('');

export function isSolved(slug: string, name: string): boolean {
  return progress.value[slug]?.includes(name) ?? false;
}

export function solveExercise(slug: string, name: string): void {
  if (isSolved(slug, name)) return;
  keep({ ...progress.value, [slug]: [...(progress.value[slug] ?? []), name] });
}

/** How many of these exercises of a page are solved. */
export function solvedOf(slug: string, names: readonly string[]): number {
  return names.filter(name => isSolved(slug, name)).length;
}

export function forgetProgress(): void {
  keep({});
}
