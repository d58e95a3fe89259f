import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import { DEFAULT_PORT } from '../studio/protocol.ts';
import { UserError } from '../util/error.ts';
import { wholeNumber } from './numbers.ts';

interface StudioFlags {
  readonly port: string;
  readonly root: string;
  readonly open: boolean;
  readonly pages: string;
}

/** `saddle studio` */
export function studioCommand(): Command {
  const pages = fileURLToPath(new URL('../studio/web', import.meta.url));
  return new Command('studio')
    .description(
      'Serves the studio, a web application, to this machine only; Ctrl-C ends it. Trainings go on.',
    )
    .option('--port <number>', 'where it listens; 0: any free port', String(DEFAULT_PORT))
    .option('--root <folder>', 'folder of the runs that it shows, and where it starts new ones', 'runs')
    .option('--no-open', 'do not open a browser')
    .addOption(new Option('--pages <folder>', 'folder of the built pages').default(pages).hideHelp())
    .action(serve);
}

async function serve({ port, root, open, pages }: StudioFlags): Promise<void> {
  const { serveStudio } = await import('../studio/server/serve.ts');
  const command = [process.execPath, ...process.execArgv, process.argv[1]];
  const studio = await serveStudio({ port: portNumber(port), root, pages, command });
  process.stdout.write(`${studio.url}\n`);
  process.stderr.write(`the studio shows the runs in ${root}; Ctrl-C ends it, trainings go on\n`);
  if (open && process.stdout.isTTY) openBrowser(studio.url);
  await interrupted();
  await studio.close();
}

function portNumber(text: string): number {
  const port = wholeNumber('--port', text);
  if (port <= 65_535) return port;
  throw new UserError(`--port: expected a whole number from 0 to 65535, got ${text}`);
}

function interrupted(): Promise<void> {
  return new Promise(resolve => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => resolve());
  });
}

/** By the system's own means; where there is none, the address is on the screen. */
function openBrowser(url: string): void {
  const [program, ...args] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['explorer', url]
        : ['xdg-open', url];
  const child = spawn(program, args, { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  child.unref();
}
