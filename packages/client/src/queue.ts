/** Lets calls take turns, each after the one before it has ended, well or not: a session of the runtime takes one at a time. */
export function queue(): <T>(call: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return call => {
    const made = last.then(call);
    last = made.catch(() => undefined);
    return made;
  };
}
