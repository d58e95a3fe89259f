import { sep } from 'node:path';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Config } from '../../train/config.ts';
import { configFields } from '../../train/fields.ts';
import { recipes } from '../../train/recipes.ts';
import { UserError } from '../../util/error.ts';
import { safe } from '../../util/text.ts';
import { VERSION } from '../../util/version.ts';
import type { Evaluations, RunDetail, Schema, Session, Started } from '../protocol.ts';
import { configOf, MOST_BODY, parseResume, parseStart } from './commands.ts';
import { readEvaluations } from './evaluations.ts';
import { connectionOf, followRun, Watches } from './events.ts';
import { contained, openFile, pageFile, pageType, pathNames, runFileType, UnreadableError } from './files.ts';
import { asJson, entrance, ownPagesOnly, type Served, safeHeaders, withToken } from './guard.ts';
import { type Log, Logs } from './log.ts';
import { BusyError, ConflictError, Processes } from './processes.ts';
import { Runs } from './runs.ts';
import { batched } from './shared.ts';

export interface AppOptions {
  /** Folder whose runs are shown, and where new ones are made. */
  readonly root: string;
  /** Folder of the built pages. */
  readonly pages: string;
  /** Program and arguments that are the command line `saddle`. */
  readonly command: readonly string[];
  /** What who asks for runs or gives commands must show. */
  readonly token: string;
  /** How many runs may train at the same time. */
  readonly mostRuns?: number;
  /** Milliseconds between looks at a run that is followed; default 250. */
  readonly everyMs?: number;
}

const MOST_STREAMS = 256;
const AGAIN_SECONDS = '5';

class MissingError extends UserError {}

/** The studio's server, without the socket. */
export function createApp(options: AppOptions): Hono<Served> {
  const app = new Hono<Served>();
  app.use(safeHeaders, ownPagesOnly);
  app.get('/', entrance(options.token));
  app.use('/api/*', withToken(options.token));
  app.use('/api/*', async (c, next) => {
    await next();
    if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store');
  });
  app.post('/api/*', asJson, bodyLimit({ maxSize: MOST_BODY, onError: tooLarge }));
  const processes = new Processes(options.root, options.command, options.mostRuns);
  addReads(app, options, processes);
  addRunApi(app, options, processes);
  app.all('/api/*', c => c.json({ error: `studio: there is no ${c.req.method} ${c.req.path}` }, 404));
  app.get('*', c => page(c, options.pages));
  app.notFound(c => c.json({ error: `studio: there is no ${c.req.method} ${c.req.path}` }, 404));
  app.onError(explain);
  return app;
}

function addReads(app: Hono<Served>, { root }: AppOptions, { mostRuns }: Processes): void {
  const session: Session = { version: VERSION, root, mostRuns };
  const schema: Schema = {
    recipes: Object.entries(recipes).map(([name, { summary }]) => ({ name, summary })),
    fields: configFields(),
  };
  app.get('/api/session', c => c.json(session));
  app.get('/api/schema', c => c.json(schema));
}

function addRunApi(app: Hono<Served>, options: AppOptions, processes: Processes): void {
  const runs = new Runs(options.root, processes);
  const logs = new Logs();
  const folderOf = async (id: string) => (await runs.folder(id)) ?? missing(id);
  const read = async (id: string) => (await runs.read(id)) ?? missing(id);
  const list = batched(() => runs.list());

  app.get('/api/runs', async c => c.json(await list()));
  app.get('/api/runs/:id', async c => c.json(await read(c.req.param('id'))));
  app.get('/api/runs/:id/rows', async c => {
    const log = logs.of(await folderOf(c.req.param('id')));
    return c.body(await rowsAfter(log, after(c)), 200, { 'content-type': 'application/json' });
  });
  app.get('/api/runs/:id/evaluations', async c =>
    c.json((await readEvaluations(await folderOf(c.req.param('id')))) satisfies Evaluations),
  );
  addEvents(app, options, { runs, logs, folderOf });
  app.get('/api/runs/:id/files/*', async c => runFile(c, await folderOf(c.req.param('id'))));

  app.post('/api/runs', async c => {
    const wish = parseStart(await body(c), processes.mostRuns);
    const { like } = wish;
    const base = like === undefined ? undefined : await read(like);
    const started = await processes.start(overSeeds(configOf(wish, base?.config), wish.seeds));
    return c.json({ runs: started } satisfies Started, 201);
  });
  for (const command of ['pause', 'stop'] as const) {
    app.post(`/api/runs/:id/${command}`, async c => {
      const id = c.req.param('id');
      return c.json(await processes[command](id, await folderOf(id)), 202);
    });
  }
  app.post('/api/runs/:id/resume', async c => {
    const id = c.req.param('id');
    const folder = await folderOf(id);
    const { steps } = parseResume(await body(c));
    checkSteps(await read(id), steps);
    return c.json(await processes.resume(id, folder, steps), 202);
  });
}

interface Sources {
  readonly runs: Runs;
  readonly logs: Logs;
  readonly folderOf: (id: string) => Promise<string>;
}

function addEvents(
  app: Hono<Served>,
  { everyMs = 250 }: AppOptions,
  { runs, logs, folderOf }: Sources,
): void {
  const watches = new Watches(id => runs.read(id), everyMs);
  let streams = 0;
  app.get('/api/runs/:id/events', async c => {
    const gone = connectionOf(c);
    const id = c.req.param('id');
    const folder = await folderOf(id);
    await watches.look(id); // what cannot be read is said here
    if (c.req.method === 'HEAD' || gone.aborted) return c.body(null, 200);
    if (streams >= MOST_STREAMS) {
      const error = 'studio: too many pages follow runs; close some, or try again in a moment';
      return c.json({ error }, 503, { 'retry-after': AGAIN_SECONDS });
    }
    streams++;
    const tail = logs.of(folder).tail(after(c));
    gone.addEventListener('abort', () => {
      streams--;
      tail.close();
    });
    return followRun(c, { tail, detail: () => watches.look(id), everyMs, over: gone });
  });
}

const overSeeds = (config: Config, seeds = 1): Config[] =>
  Array.from({ length: seeds }, (_, i) => ({ ...config, seed: config.seed + i }));

function checkSteps(run: RunDetail, steps: number | undefined): void {
  if ((steps ?? run.steps) > run.step) return;
  throw new ConflictError(
    `resume: all ${run.steps} steps of ${run.id} are done; expected more than ${run.step} steps, got ${steps ?? 'no other number'}`,
  );
}

const after = (c: Context<Served>) => c.req.header('last-event-id') ?? c.req.query('after');

async function rowsAfter(log: Log, id: string | undefined): Promise<Uint8Array<ArrayBuffer>> {
  const tail = log.tail(id);
  try {
    return Buffer.concat(((await tail.read()) ?? tail.nothing).pieces);
  } finally {
    tail.close();
  }
}

async function body(c: Context<Served>): Promise<unknown> {
  const text = await c.req.text();
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch {
    throw new UserError('studio: expected a command in JSON, got text that does not parse');
  }
}

function missing(id: string): never {
  throw new MissingError(`studio: there is no run '${id.slice(0, 80)}'; it may have been moved or deleted`);
}

/** A file of a run is never a page: it can be looked at, not run. */
async function runFile(c: Context<Served>, folder: string): Promise<Response> {
  const names = pathNames(new URL(c.req.url).pathname)?.slice(5);
  const path = names && (await contained(folder, names));
  return send(c, path, {
    'content-type': runFileType(path ?? ''),
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    'cache-control': 'no-cache',
  });
}

async function page(c: Context<Served>, pages: string): Promise<Response> {
  const names = pathNames(new URL(c.req.url).pathname)?.slice(1);
  const wanted = names?.length === 1 && names[0] === '' ? ['index.html'] : names;
  const path = wanted && (await pageFile(pages, wanted));
  const named = path?.includes(`${sep}assets${sep}`); // by their content
  const headers = {
    'content-type': pageType(wanted?.at(-1) ?? ''),
    'cache-control': named ? 'public, max-age=31536000, immutable' : 'no-cache',
    'server-timing': 'saddle-studio', // by which the page knows that it is no static build
  };
  const packed = path?.endsWith('.gz') && !wanted?.at(-1)?.endsWith('.gz');
  return packed
    ? unpacked(c, await send(c, path, { ...headers, vary: 'accept-encoding' }))
    : send(c, path, headers);
}

/** A gzipped answer, said to be that, or unpacked for who does not take it. */
function unpacked(c: Context<Served>, sent: Response): Response {
  if (sent.status !== 200) return sent;
  if (/\bgzip\b/.test(c.req.header('accept-encoding') ?? '')) {
    sent.headers.set('content-encoding', 'gzip');
    return sent;
  }
  sent.headers.delete('content-length');
  return new Response(sent.body?.pipeThrough(new DecompressionStream('gzip')), sent);
}

async function send(
  c: Context<Served>,
  path: string | undefined,
  headers: Readonly<Record<string, string>>,
): Promise<Response> {
  const content = path === undefined ? undefined : await openFile(path);
  if (!content) return c.json({ error: 'studio: there is no such file' }, 404);
  const known = { ...headers, etag: content.etag };
  if (c.req.header('if-none-match') === content.etag) {
    await content.body.cancel();
    return c.body(null, 304, known);
  }
  if (c.req.method === 'HEAD') await content.body.cancel();
  return c.body(content.body, 200, { ...known, 'content-length': String(content.bytes) });
}

const tooLarge = (c: Context) =>
  c.json({ error: `studio: expected at most ${MOST_BODY} bytes, got more; shorten the command` }, 413);

/** One sentence; the stack of a fault of ours goes to the terminal. */
function explain(error: Error, c: Context<Served>): Response {
  if (error instanceof MissingError) return c.json({ error: error.message }, 404);
  if (error instanceof ConflictError) return c.json({ error: error.message }, 409);
  if (error instanceof UnreadableError) return c.json({ error: error.message }, 422);
  if (error instanceof BusyError)
    return c.json({ error: error.message }, 429, { 'retry-after': AGAIN_SECONDS });
  if (error instanceof UserError) return c.json({ error: error.message }, 400);
  if (!c.env.incoming.complete) return c.json({ error: 'studio: the request was cut off' }, 400);
  process.stderr.write(`${safe(error.stack ?? error.message)}\n`);
  return c.json({ error: `studio: internal fault: ${error.message.split('\n')[0]}` }, 500);
}
