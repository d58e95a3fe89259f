import type { ComponentChildren, ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ErrorBox, unloaded } from './error-box.tsx';

interface LazyOptions<P> {
  /** What it is called where it could not be loaded. */
  readonly name: string;
  readonly load: () => Promise<ComponentType<P>>;
  /** What keeps its place meanwhile; default a line of text. */
  readonly waiting?: ComponentChildren;
}

/** A component whose code is loaded when it is first shown. */
export function lazily<P extends object>({
  name,
  load,
  waiting = <p class="loading">Loading…</p>,
}: LazyOptions<P>): (props: P) => ComponentChildren {
  let known: ComponentType<P> | undefined;
  return function Lazy(props: P): ComponentChildren {
    const [Loaded, setLoaded] = useState<ComponentType<P> | undefined>(() => known);
    const [fault, setFault] = useState<string>();
    useEffect(() => {
      if (known) return;
      load().then(
        loaded => {
          known = loaded;
          setLoaded(() => loaded);
        },
        error => setFault(unloaded(error)),
      );
    }, []);
    if (fault) return <ErrorBox title={`${name} could not be loaded`} message={fault} />;
    return Loaded ? <Loaded {...props} /> : waiting;
  };
}
