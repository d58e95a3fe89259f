// Asks a studio what every page asks, again and again, until it is told to stop; tells the slowest answer.
import { ask } from '../studio/client.ts';

const [port, token, ...paths] = process.argv.slice(2);
const door = { port: Number(port), token };
let [asked, slowest, running] = [0, 0, true];
const faults: string[] = [];

process.once('message', () => (running = false));
process.on('disconnect', () => process.exit());
process.send!('ready');
while (running) {
  for (const path of paths) {
    const begin = performance.now();
    const { status } = await ask(door, { path }).catch(error => ({ status: String(error) }));
    slowest = Math.max(slowest, performance.now() - begin);
    asked++;
    if (status !== 200) faults.push(`${path}: ${status}`);
  }
  await new Promise(resolve => setTimeout(resolve, 10));
}
process.send!({ asked, slowest, faults }, () => process.exit());
