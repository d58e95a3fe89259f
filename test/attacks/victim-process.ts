// A studio that is attacked, in a process of its own, which tells how long its event loop was held.
import { resolve } from 'node:path';
import { serveStudio } from '../../src/studio/server/serve.ts';

const [root, pages] = process.argv.slice(2).map(path => resolve(path));
/** In place of a training: takes the run's folder, and stays. */
const trains = `
  const { writeFileSync } = require('node:fs');
  const { argv } = process;
  writeFileSync(argv[argv.indexOf('--out') + 1] + '/config.json', '{}');
  setTimeout(() => {}, 60_000);`;
const command = [process.execPath, '-e', trains, '--'];
const studio = await serveStudio({ port: 0, root, pages, command, mostRuns: 4 });

/** Milliseconds between two ticks that the process itself computed: what other processes take does not count. */
let longest = 0;
let last = { at: performance.now(), cpu: process.cpuUsage() };
setInterval(() => {
  const now = { at: performance.now(), cpu: process.cpuUsage() };
  const computed = (now.cpu.user + now.cpu.system - last.cpu.user - last.cpu.system) / 1000;
  longest = Math.max(longest, Math.min(now.at - last.at, computed));
  last = now;
}, 2);

process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send!({ longest, cpuMs: (user + system) / 1000, rss: process.memoryUsage.rss() });
  longest = 0;
});
process.on('disconnect', () => process.exit());
process.send!({ port: studio.port, token: studio.token });
