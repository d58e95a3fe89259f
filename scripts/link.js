// Puts the clone's own command where npx looks first: without it npx builds the package once more, in silence.
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../node_modules/.bin', import.meta.url));

if (process.platform !== 'win32') {
  mkdirSync(folder, { recursive: true });
  rmSync(`${folder}/saddle`, { force: true });
  symlinkSync('../../bin/saddle.js', `${folder}/saddle`);
}
