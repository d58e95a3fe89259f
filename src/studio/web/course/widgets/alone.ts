import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

const EVENT = 'saddle-course-trains';

/**
 * Lets one training of the page run at a time, and only where it is seen.
 * @returns to be called when it starts: the others are told to stop
 */
export function useAlone(view: RefObject<Element | null>, stop: () => void): () => void {
  const latest = useRef(stop);
  latest.current = stop;
  useEffect(() => {
    const heard = (event: Event) => {
      if ((event as CustomEvent<unknown>).detail !== latest) latest.current();
    };
    const observer = new IntersectionObserver(([{ isIntersecting }]) => {
      if (!isIntersecting) latest.current();
    });
    addEventListener(EVENT, heard);
    observer.observe(view.current!);
    return () => {
      removeEventListener(EVENT, heard);
      observer.disconnect();
    };
  }, []);
  return () => void dispatchEvent(new CustomEvent(EVENT, { detail: latest }));
}
