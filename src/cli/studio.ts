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
  readonly maxRuns?: string;
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
    .option(
      '--max-runs <number>',
      'how many runs may train at once; default: one for each processor, at least 4',
    )
    .option('--no-open', 'do not open a browser')
    .addOption(new Option('--pages <folder>', 'folder of the built pages').default(pages).hideHelp())
    .action(serve);
}

async function serve({ port, root, open, pages, maxRuns }: StudioFlags): Promise<void> {
  const { serveStudio } = await import('../studio/server/serve.ts');
  const command = [process.execPath, ...process.execArgv, process.argv[1]];
  const mostRuns = maxRuns === undefined ? undefined : wholeNumber('--max-runs', maxRuns, 1);
  const studio = await serveStudio({ port: portNumber(port), root, pages, command, mostRuns });
  const end = interrupted(); // who reads the address may end it at once
  process.stdout.write(`${studio.entrance}\n`);
  process.stderr.write(
    `the studio shows the runs in ${root} to anyone who has this address; Ctrl-C ends it, trainings go on\n`,
  );
  const opener = open && process.stdout.isTTY ? studio.openerFile() : undefined;
  if (opener !== undefined) openBrowser(opener);
  await end;
  await studio.close();
}

function portNumber(text: string): number {
  const port = wholeNumber('--port', text);
  if (port <= 65_535) return port;
  throw new UserError(`--port: expected a whole number from 0 to 65535, got ${text}`);
}

function interrupted(): Promise<void> {
  return new Promise(resolve => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => resolve());
  });
}

/** By the system's own means; where there is none, the address is on the screen. */
function openBrowser(path: string): void {
  const [program, ...args] =
    process.platform === 'darwin'
      ? ['open', path]
      : process.platform === 'win32'
        ? ['explorer', path]
        : ['xdg-open', path];
  const child = spawn(program, args, { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  child.unref();
}
