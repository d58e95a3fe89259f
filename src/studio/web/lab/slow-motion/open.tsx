import { useEffect, useState } from 'preact/hooks';
import { ErrorBox, unloaded } from '../../shell/error-box.tsx';
import type { Lab } from '../store.ts';

interface SlowMotionProps {
  readonly lab: Lab;
  readonly onClose: () => void;
}

/** Slow motion, whose code is loaded when it is first opened. */
export function SlowMotion(props: SlowMotionProps) {
  const [module, setModule] = useState<typeof import('./slow-motion.tsx')>();
  const [fault, setFault] = useState<string>();
  useEffect(() => {
    import('./slow-motion.tsx').then(setModule, error => setFault(unloaded(error)));
  }, []);
  if (fault) return <ErrorBox title="Slow motion could not be loaded" message={fault} />;
  return module ? <module.SlowMotionPanel {...props} /> : <p class="loading">Loading…</p>;
}
