import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { type Change, HubStore, type Model } from './hub-store.ts';

type Bindings = { readonly Bindings: HttpBindings };
type Asked = Context<Bindings>;
interface Found {
  readonly model: Model;
  readonly name: string;
}

/** What goes wrong once, at the first request that fits `METHOD /path`, or `METHOD /path bytes=0-9` of a part. */
interface Mishap {
  readonly at: RegExp;
  /** An answer of this status, a page for people, or the connection breaks off in the middle. */
  readonly how: number | 'page' | 'break';
}

/** Bytes of a part of a large file. */
const PART = 4096;
/** Entries of a page of a listing; the Hub has a thousand. */
const PAGE = 3;

/**
 * A double of the Hub that listens on this machine. It speaks what `@huggingface/hub` asks for, and keeps all in files.
 * @see https://huggingface.co/docs/hub/api
 */
export class HubDouble {
  readonly requests: string[] = [];
  readonly mishaps: Mishap[] = [];
  readonly store: HubStore;
  private server: Server | undefined;

  constructor(root: string) {
    this.store = new HubStore(root);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server!.address() as AddressInfo).port}`;
  }

  async start(): Promise<this> {
    this.server = createServer(getRequestListener(this.app().fetch));
    await new Promise<void>(resolve => this.server!.listen(0, '127.0.0.1', resolve));
    return this;
  }

  async stop(): Promise<void> {
    this.server!.closeAllConnections();
    await new Promise(resolve => this.server!.close(resolve));
  }

  private app(): Hono<Bindings> {
    const app = new Hono<Bindings>();
    const model = '/api/models/:user/:name';
    app.use((c, next) => this.mishap(c) ?? next());
    app.post('/api/repos/create', c => this.create(c));
    app.get(model, this.reading(this.info));
    app.get(`${model}/revision/:rev`, this.reading(this.info));
    app.get(`${model}/tree/:rev`, this.reading(this.tree));
    app.get('/:user/:name/resolve/:rev/:path{.+}', this.reading(this.resolve));
    app.post(`${model}/branch/:branch`, this.writing(this.branch));
    app.post(`${model}/preupload/:rev`, this.writing(this.preupload));
    app.post(`${model}/commit/:rev`, this.writing(this.commit));
    app.post('/:user/:name/info/lfs/objects/batch', this.writing(this.batch));
    app.put('/lfs/:oid', c => this.keep(c));
    app.put('/lfs/:oid/:part', c => this.keepPart(c));
    app.post('/lfs/:oid', c => this.keepParts(c));
    return app;
  }

  private mishap(c: Asked): Promise<Response> | undefined {
    const request = [c.req.method, c.req.path, c.req.header('Range') ?? []].flat().join(' ');
    this.requests.push(request);
    const i = this.mishaps.findIndex(({ at }) => at.test(request));
    if (i < 0) return undefined;
    const [{ how }] = this.mishaps.splice(i, 1);
    if (how === 'page') return Promise.resolve(c.html('<p>Welcome'));
    return how === 'break' ? broken(c) : Promise.resolve(c.json({ error: 'so it is' }, how as 500));
  }

  private reading = (answer: (c: Asked, found: Found) => Response) => (c: Asked) => {
    const found = this.seen(c);
    return found instanceof Response ? found : answer.call(this, c, found);
  };

  private writing = (answer: (c: Asked, found: Found) => Response | Promise<Response>) => (c: Asked) => {
    const found = this.seen(c);
    if (found instanceof Response || whoAsks(c) === 'writer') {
      return found instanceof Response ? found : answer.call(this, c, found);
    }
    return c.json({ error: 'Forbidden' }, whoAsks(c) === 'nobody' ? 401 : 403);
  };

  /** The model that a request names, where who asks may see it; who is nobody is not told whether there is one. */
  private seen(c: Asked): Found | Response {
    const { user, name: last } = c.req.param() as Record<string, string>;
    const name = `${user}/${last.replace(/\.git$/, '')}`;
    const who = whoAsks(c);
    if (who === 'stranger') return c.json({ error: 'Invalid credentials in Authorization header' }, 401);
    const model = this.store.model(name);
    if (model && !(model.private && who === 'nobody')) return { model, name };
    return c.json({ error: 'Repository not found' }, who === 'nobody' ? 401 : 404);
  }

  private async create(c: Asked): Promise<Response> {
    const { name, organization, visibility } = await c.req.json();
    const who = whoAsks(c);
    if (who === 'stranger' || who === 'nobody')
      return c.json({ error: 'Invalid username or password.' }, 401);
    if (who === 'reader' || organization !== 'ada') return c.json({ error: 'No right to create it' }, 403);
    const full = `${organization}/${name}`;
    if (this.store.model(full)) return c.json({ error: 'You already created this model repo' }, 409);
    this.store.create(full, visibility === 'private');
    return c.json({ url: `${this.url}/${full}`, id: full });
  }

  private info(c: Asked, { model, name }: Found): Response {
    const sha = commitOf(model, c.req.param('rev') ?? 'main');
    if (!sha) return c.json({ error: 'Invalid rev id' }, 404);
    const lastModified = new Date(0).toISOString();
    return c.json({ _id: '1', id: name, private: model.private, sha, lastModified });
  }

  private tree(c: Asked, { model }: Found): Response {
    const sha = commitOf(model, c.req.param('rev')!);
    if (!sha) return c.json({ error: 'Invalid rev id' }, 404);
    const files = Object.entries(model.commits[sha].tree).map(([path, blob]) => ({
      type: 'file',
      path,
      ...blob,
    }));
    const folders = new Set(files.filter(f => f.path.includes('/')).map(f => f.path.replace(/\/[^/]*$/, '')));
    const all = [...[...folders].map(path => ({ type: 'directory', path, oid: '0', size: 0 })), ...files];
    const first = Number(c.req.query('cursor') ?? 0);
    const next = `${this.url}${c.req.path}?recursive=true&cursor=${first + PAGE}`;
    if (first + PAGE < all.length) c.header('Link', `<${next}>; rel="next"`);
    return c.json(all.slice(first, first + PAGE));
  }

  private branch(c: Asked, { model, name }: Found): Response {
    const branch = c.req.param('branch')!;
    if (model.branches[branch]) return c.json({ error: 'Reference already exists' }, 409);
    this.store.branch(name, branch);
    return c.body(null, 200);
  }

  private async preupload(c: Asked): Promise<Response> {
    const { files } = await c.req.json<{ files: { path: string }[] }>();
    const modeOf = (path: string) => (/\.(onnx|safetensors|png)$/.test(path) ? 'lfs' : 'regular');
    return c.json({ files: files.map(({ path }) => ({ path, uploadMode: modeOf(path) })) });
  }

  /** What is there needs no upload; what is large goes in parts. */
  private async batch(c: Asked): Promise<Response> {
    const { objects } = await c.req.json<{ objects: { oid: string; size: number }[] }>();
    const answered = objects.map(({ oid, size }) => {
      if (this.store.has(oid)) return { oid, size };
      const href = `${this.url}/lfs/${oid}`;
      if (size <= PART) return { oid, size, actions: { upload: { href } } };
      const numbers = Array.from({ length: Math.ceil(size / PART) }, (_, i) =>
        String(i + 1).padStart(5, '0'),
      );
      const parts = Object.fromEntries(numbers.map(number => [number, `${href}/${number}`]));
      return { oid, size, actions: { upload: { href, header: { chunk_size: `${PART}`, ...parts } } } };
    });
    return c.json({ transfer: 'basic', objects: answered });
  }

  private async keep(c: Asked): Promise<Response> {
    return c.body(null, this.store.keep(c.req.param('oid')!, await contentOf(c)) ? 200 : 400);
  }

  private async keepPart(c: Asked): Promise<Response> {
    const { oid, part } = c.req.param() as Record<string, string>;
    c.header('ETag', this.store.keepPart(oid, Number(part), await contentOf(c)));
    return c.body(null, 200);
  }

  private async keepParts(c: Asked): Promise<Response> {
    const { oid, parts } = await c.req.json();
    return c.body(null, this.store.keepParts(oid, parts) ? 200 : 400);
  }

  private async commit(c: Asked, { model, name }: Found): Promise<Response> {
    const branch = c.req.param('rev')!;
    if (!model.branches[branch]) return c.json({ error: 'no such branch' }, 404);
    const lines = (await c.req.text()).split('\n').map(line => JSON.parse(line));
    const changes = lines.flatMap(({ key, value }): Change[] => {
      if (key === 'file') return [{ path: value.path, content: Buffer.from(value.content, value.encoding) }];
      return key === 'lfsFile' ? [value] : [];
    });
    const lacking = changes.find(change => 'oid' in change && !this.store.has(change.oid));
    if (lacking) return c.json({ error: `no content of ${lacking.path}` }, 400);
    const oid = this.store.commit(name, branch, lines[0].value.summary, changes);
    return c.json({ commitOid: oid, commitUrl: `${this.url}/${name}/commit/${oid}`, hookOutput: '' });
  }

  private resolve(c: Asked, { model }: Found): Response {
    const sha = commitOf(model, c.req.param('rev')!);
    const blob = sha && model.commits[sha].tree[c.req.param('path')!];
    if (!blob) return c.json({ error: 'Entry not found' }, 404, { 'X-Error-Code': 'EntryNotFound' });
    const content = new Uint8Array(this.store.content(blob));
    c.header('ETag', `"${blob.oid}"`);
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(c.req.header('Range') ?? '') ?? [];
    if (from === undefined) return c.body(content);
    const part = content.subarray(Number(from), Number(to) + 1);
    c.header('Content-Range', `bytes ${from}-${Number(from) + part.length - 1}/${content.length}`);
    return c.body(part, 206);
  }
}

const contentOf = async (c: Asked) => Buffer.from(await c.req.arrayBuffer());

const commitOf = ({ branches, commits }: Model, revision: string): string | undefined =>
  branches[revision === 'HEAD' ? 'main' : revision] ?? (commits[revision] ? revision : undefined);

const TOKENS: Readonly<Record<string, 'writer' | 'reader'>> = { hf_writer: 'writer', hf_reader: 'reader' };

function whoAsks(c: Asked): 'writer' | 'reader' | 'nobody' | 'stranger' {
  const said = c.req.header('Authorization');
  return said === undefined ? 'nobody' : (TOKENS[said.replace('Bearer ', '')] ?? 'stranger');
}

/** Of a file that is fetched comes half; to the rest there is no answer. */
function broken(c: Asked): Promise<Response> {
  const { outgoing } = c.env;
  if (c.req.path.includes('/resolve/') && c.req.header('Range') === undefined) {
    outgoing.writeHead(200, { 'Content-Length': 1000 });
    outgoing.write('half', () => outgoing.destroy());
  } else outgoing.destroy();
  return new Promise(() => {});
}
