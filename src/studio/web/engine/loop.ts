/** What a worker does with its commands and its time. */
export interface Work<C> {
  obey(command: C): Promise<void>;
  /** Does some of what there is to do. @returns whether there was anything */
  turn(): Promise<boolean>;
  /** Whether turns go on though there are no commands. */
  readonly busy: boolean;
}

const IDLE_MS = 4;

/**
 * The loop of a worker: commands in the order in which they came, each between two turns.
 * @returns what takes the next command
 */
export function loop<C>(work: Work<C>): (command: C) => void {
  const commands: C[] = [];
  let awake = false;
  const run = async () => {
    awake = true;
    let active = true;
    while (commands.length > 0 || work.busy || active) {
      for (let command = commands.shift(); command !== undefined; command = commands.shift())
        await work.obey(command);
      active = await work.turn();
      await (active ? letMessagesIn() : new Promise(resolve => setTimeout(resolve, IDLE_MS)));
    }
    awake = false;
  };
  return command => {
    commands.push(command);
    if (!awake) void run();
  };
}

const gap = new MessageChannel();

/** A timer would sleep for 4 ms. */
function letMessagesIn(): Promise<void> {
  return new Promise(resolve => {
    gap.port1.onmessage = () => resolve();
    gap.port2.postMessage(null);
  });
}
