import { lazily } from '../shell/lazy.tsx';

/** The timeline of a run, whose code is loaded after the page. */
export const Timeline = lazily({
  name: 'The timeline',
  load: async () => (await import('./timeline.tsx')).Timeline,
  waiting: null,
});
