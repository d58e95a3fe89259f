import { lazily } from '../../shell/lazy.tsx';

/** Slow motion, whose code is loaded when it is first opened. */
export const SlowMotion = lazily({
  name: 'Slow motion',
  load: async () => (await import('./slow-motion.tsx')).SlowMotionPanel,
});
