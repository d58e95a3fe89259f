import { lazily } from '../shell/lazy.tsx';

/** The diagram, whose code is loaded after the page. */
export const Diagram = lazily({
  name: 'The diagram',
  load: async () => (await import('./diagram.tsx')).Diagram,
  waiting: <div class="diagram-waiting" />,
});
