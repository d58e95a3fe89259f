import { useEffect, useState } from 'preact/hooks';

/** Lets the browser paint and take events. */
export const pause = () => new Promise<void>(resolve => setTimeout(resolve));

/** What the newest call of several made: while one computes, those in between are left out. */
export function useLatest<T>(make: () => Promise<T>, keys: readonly unknown[]): [T?, Error?] {
  const [made, setMade] = useState<[T?, Error?]>([]);
  useEffect(() => {
    let isLatest = true;
    const take = (value: [T?, Error?]) => isLatest && setMade(value);
    pause()
      .then(() => (isLatest ? make().then(value => take([value])) : undefined))
      .catch((error: Error) => take([undefined, error]));
    return () => {
      isLatest = false;
    };
  }, keys);
  return made;
}
