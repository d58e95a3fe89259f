import { lazily } from '../shell/lazy.tsx';

/** Feature maps, whose code is loaded after the page. */
export const MapsPanel = lazily({
  name: 'Layer by layer',
  load: async () => (await import('./maps-panel.tsx')).MapsPanel,
  waiting: null,
});
