/** Milliseconds between frames on a machine that has time, and on one that has not. */
const [QUICK, SLOW] = [0, 40];
/** A frame that comes so much later than it was asked for says that the machine is busy, in ms. */
const [LATE, IN_TIME] = [22, 17.5];

/**
 * Calls `frame` as often as the screen, and on a busy machine less often, which leaves time to what is computed.
 * @param frame gets the seconds since the last one, at most a tenth
 * @returns what ends it
 */
export function frames(frame: (seconds: number) => void): () => void {
  let [last, asked, usual, wait] = [performance.now(), performance.now(), 16, QUICK];
  let [timer, request] = [0, 0];
  const ask = () => {
    asked = performance.now();
    request = requestAnimationFrame(turn);
  };
  const turn = () => {
    const now = performance.now();
    frame(Math.min(0.1, (now - last) / 1000));
    last = now;
    usual += 0.1 * (performance.now() - asked - usual);
    if (usual > LATE) wait = SLOW;
    else if (usual < IN_TIME) wait = QUICK;
    if (wait === QUICK) ask();
    else timer = setTimeout(ask, wait) as unknown as number;
  };
  ask();
  return () => {
    clearTimeout(timer);
    cancelAnimationFrame(request);
  };
}
