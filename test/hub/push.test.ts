import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { HubDouble } from '../support/hub.ts';
import { buildSaddle, type Saddle } from '../support/saddle.ts';

const state = mkdtempSync(join(tmpdir(), 'saddle-hub-'));
let saddle: Saddle;
let hub: HubDouble;

beforeAll(async () => {
  saddle = await buildSaddle();
  const flags = ['--steps', '2', '--device', 'cpu', '--threads', '1', '--out', 'ring', '--quiet'];
  expect((await saddle.run('train', 'ring', ...flags)).code).toBe(0);
  expect((await saddle.run('export', 'ring', '--to', 'hub', '--out', 'folder')).code).toBe(0);
}, 120_000);
beforeEach(async () => {
  hub = await new HubDouble(mkdtempSync(join(state, 'hub-'))).start();
  const home = mkdtempSync(join(state, 'home-'));
  Object.assign(process.env, { HF_ENDPOINT: hub.url, HF_TOKEN: 'hf_writer', HF_HOME: home });
  delete process.env['HF_TOKEN_PATH'];
});
afterEach(() => hub.stop());
afterAll(() => {
  saddle.remove();
  rmSync(state, { recursive: true });
});

const at = (...path: string[]) => join(saddle.folder, ...path);
const good = async (...args: string[]) => {
  const { code, text, errors } = await saddle.run(...args);
  expect([code, code === 0 ? '' : errors]).toEqual([0, '']);
  return { text, errors };
};
const json = async (...args: string[]) => JSON.parse((await good(...args, '--json')).text);
/** The sentence of what is refused. */
const refused = async (...args: string[]) => {
  const { code, text, errors } = await saddle.run(...args);
  expect([code, text]).toEqual([2, '']);
  const lines = errors.trim().split('\n');
  expect(lines.at(-1)).toMatch(/^error: /);
  return lines.at(-1)!.slice(7);
};
const uploads = () => hub.requests.filter(request => request.startsWith('PUT '));

describe('push', () => {
  it('exports a run, makes the model, and puts every file there', async () => {
    const made = await json(
      'push',
      'ring',
      'hf:ada/rings',
      '--variants',
      'int8',
      '--license',
      'mit',
      '--private',
    );
    expect(made.url).toBe(`${hub.url}/ada/rings`);
    const files = hub.store.files('ada/rings');
    expect([...files.keys()].sort()).toEqual(['.gitattributes', ...made.sent].sort());
    expect(made.sent).toContain('onnx/model_int8.onnx');
    expect(hub.store.model('ada/rings')!.private).toBe(true);
    const card = files.get('README.md')!.toString();
    expect(card).toMatch(/^---\nlicense: mit\n/);
    expect(card).toContain('\n# rings\n');
    expect(card).toContain('npx saddle pull hf:ada/rings\n');
    expect(hub.store.titles('ada/rings').at(-1)).toBe(`Add ${made.sent.length} files by saddle push`);
    expect(hub.requests.some(request => /^PUT \/lfs\/\w+\/00002$/.test(request))).toBe(true); // in parts
  });

  it('puts the files of a folder there bit by bit, and sends none of them twice', async () => {
    const first = await json('push', 'folder', 'hf:ada/folder');
    for (const path of first.sent)
      expect(hub.store.files('ada/folder').get(path)).toEqual(readFileSync(at('folder', path)));
    hub.requests.length = 0;
    const again = await json('push', 'folder', 'hf:ada/folder');
    expect(again).toEqual({ url: first.url, sent: [], kept: first.sent });
    expect(hub.requests.filter(request => /^PUT|commit|batch/.test(request))).toEqual([]);
    expect(hub.store.titles('ada/folder')).toHaveLength(3);
  });

  it('sends what changed alone', async () => {
    await good('push', 'folder', 'hf:ada/card');
    await good('export', 'ring', '--to', 'hub', '--out', 'edited');
    writeFileSync(at('edited/README.md'), '# mine\n');
    expect((await json('push', 'edited', 'hf:ada/card')).sent).toEqual(['README.md']);
    expect(hub.store.files('ada/card').get('README.md')!.toString()).toBe('# mine\n');
  });

  it('goes on where it was interrupted', async () => {
    hub.mishaps.push({ at: /^POST \/api\/models\/ada\/cut\/commit/, how: 'break' });
    expect(await refused('push', 'folder', 'hf:ada/cut')).toMatch(
      /^push: expected an answer of http\S+, got none \(.+\); run the same command again, which sends only what is not there yet$/,
    );
    const sent = uploads().length;
    expect(sent).toBeGreaterThan(2);
    expect([...hub.store.files('ada/cut').keys()]).toEqual(['.gitattributes']);
    await hub.stop();
    await hub.start();
    process.env['HF_ENDPOINT'] = hub.url;
    await good('push', 'folder', 'hf:ada/cut');
    expect(uploads()).toHaveLength(sent); // every object was there
    expect(hub.store.files('ada/cut').get('model.safetensors')).toEqual(
      readFileSync(at('folder/model.safetensors')),
    );
  });

  it('sends the one object again whose upload broke off', async () => {
    hub.mishaps.push({ at: /^PUT \/lfs/, how: 'break' });
    expect(await refused('push', 'folder', 'hf:ada/half')).toMatch(/^push: expected an answer/);
    await good('push', 'folder', 'hf:ada/half');
    expect(hub.store.files('ada/half').get('onnx/model.onnx')).toEqual(
      readFileSync(at('folder/onnx/model.onnx')),
    );
  });

  it.each(['v2', 'feature/x'])('goes to the branch %s', async branch => {
    await good('push', 'folder', 'hf:ada/branches', '--revision', branch);
    expect(hub.store.files('ada/branches', branch).has('model.py')).toBe(true);
    expect(hub.store.files('ada/branches').has('model.py')).toBe(false);
    expect((await json('push', 'folder', 'hf:ada/branches', '--revision', branch)).sent).toEqual([]);
  });

  it('refuses in a sentence what the server refuses', async () => {
    expect(await refused('push', 'folder', 'hf:grace/hers')).toMatch(
      /^push: expected a token that may write hf:grace\/hers, got 403; choose a name of your own/,
    );
    await good('push', 'folder', 'hf:ada/public');
    expect(await refused('push', 'folder', 'hf:ada/public', '--private')).toMatch(
      /^--private: expected a new model or a private one, got hf:ada\/public, which is public/,
    );
    writeFileSync(at('folder/README.md'), '# other\n');
    expect(await refused('push', 'folder', 'hf:ada/public', '--token', 'hf_reader')).toMatch(/got 403/);
    expect(await refused('push', 'folder', 'hf:ada/public', '--token', 'hf_unknown')).toMatch(
      /^push: expected a token that http\S+ knows, got 401; make a new one there$/,
    );
    hub.mishaps.push({ at: /preupload/, how: 503 });
    expect(await refused('push', 'folder', 'hf:ada/public')).toMatch(/to do its part, got 503; run the same/);
    hub.mishaps.push({ at: /preupload/, how: 400 });
    expect(await refused('push', 'folder', 'hf:ada/public')).toMatch(/to take it, got 400 \(so it is\)$/);
  });

  it('refuses what it cannot push, before anything is sent', async () => {
    process.env['HF_TOKEN'] = '';
    expect(await refused('push', 'folder', 'hf:ada/x')).toMatch(
      /^push: expected a token of the Hub, got none; log in by `hf auth login`, or set HF_TOKEN/,
    );
    process.env['HF_TOKEN'] = 'secret';
    const sentence = await refused('push', 'folder', 'hf:ada/x');
    expect(sentence).toMatch(/^HF_TOKEN: expected a token of the Hub, .*, got another text/);
    expect(await refused('push', 'folder', 'hf:ada/x', '--token', '')).toMatch(
      /^--token: .*got an empty text/,
    );
    process.env['HF_TOKEN'] = 'hf_writer';
    expect(await refused('push', 'folder', 'hf:ada')).toMatch(/^push: expected a model on the Hub such as/);
    expect(await refused('push', 'folder', 'hf:ada/x', '--step', '2')).toMatch(
      /^--step: expected a run with it/,
    );
    expect(await refused('push', 'nowhere', 'hf:ada/x')).toMatch(/^run: the folder \S+ does not exist/);
    expect(await refused('push', 'folder', 'hf:ada/x', '--revision', 'a..b')).toMatch(
      /^--revision: expected a branch/,
    );
    await good('export', 'ring', '--to', 'hub', '--out', 'spoiled');
    writeFileSync(at('spoiled/model.py'), 'print()\n');
    expect(await refused('push', 'spoiled', 'hf:ada/x')).toBe(
      'push: expected files as SHA256SUMS says, got model.py, which is changed; export it anew',
    );
    cpSync(at('folder'), at('sampled'), { recursive: true });
    await good('sample', 'sampled', '--count', '4');
    expect(await refused('push', 'sampled', 'hf:ada/x')).toBe(
      'push: expected files with a sum in sampled/SHA256SUMS, got samples.png without one; move it elsewhere, or export anew',
    );
    expect(hub.requests).toEqual([]);
  });

  it('says where nobody listens, and what an endpoint is', async () => {
    process.env['HF_ENDPOINT'] = 'http://127.0.0.1:9';
    expect(await refused('push', 'folder', 'hf:ada/x')).toMatch(
      /^push: expected an answer of http:\/\/127\.0\.0\.1:9, got none/,
    );
    process.env['HF_ENDPOINT'] = hub.url;
    hub.mishaps.push({ at: /^GET/, how: 'page' });
    expect(await refused('pull', 'hf:ada/x')).toMatch(
      /^pull: expected http\S+ to answer as the Hub does, got another/,
    );
    process.env['HF_ENDPOINT'] = `${hub.url}/elsewhere`;
    expect(await refused('pull', 'hf:ada/x')).toMatch(/^pull: expected hf:ada\/x at http\S+, got 404/);
    process.env['HF_ENDPOINT'] = 'http://me:word@127.0.0.1:9';
    expect(await refused('push', 'folder', 'hf:ada/x')).toBe(
      'HF_ENDPOINT: expected an address without user and password, got one with an @; leave them out',
    );
    process.env['HF_ENDPOINT'] = 'hub';
    expect(await refused('push', 'folder', 'hf:ada/x')).toMatch(/^HF_ENDPOINT: expected an address/);
  });

  it('says how to get the package where it is not installed', async () => {
    const hook = `export const resolve = (name, context, next) => {
      if (name !== '@huggingface/hub') return next(name, context);
      throw Object.assign(new Error('not found'), { code: 'ERR_MODULE_NOT_FOUND' });
    };`;
    const url = `data:text/javascript,${encodeURIComponent(hook)}`;
    writeFileSync(
      at('without.mjs'),
      `import { register } from 'node:module';\nregister(${JSON.stringify(url)});\n`,
    );
    process.env['NODE_OPTIONS'] = `--import=${at('without.mjs')}`;
    const sentence = await refused('push', 'folder', 'hf:ada/x');
    delete process.env['NODE_OPTIONS'];
    expect(sentence).toBe(
      'hub: expected the npm package @huggingface/hub, got none; run `npm install @huggingface/hub`',
    );
  });
});

describe('pull', () => {
  it('gives back what was pushed, which samples, and begins a run', async () => {
    const { sent } = await json('push', 'ring', 'hf:ada/whole', '--discriminator');
    process.env['HF_TOKEN'] = '';
    const pulled = await json('pull', 'hf:ada/whole');
    expect([pulled.folder, pulled.proven]).toEqual(['whole', true]);
    expect(pulled.files.map(({ path }: { path: string }) => path).sort()).toEqual([...sent].sort());
    for (const path of sent)
      expect(readFileSync(at('whole', path))).toEqual(hub.store.files('ada/whole').get(path));
    await good('sample', 'whole', '--count', '9', '--out', 'whole.npy');
    await good('sample', 'ring', '--count', '9', '--seed', '0', '--out', 'whole-run.npy');
    expect(readFileSync(at('whole.npy'))).toHaveLength(readFileSync(at('whole-run.npy')).length);
    expect((await good('inspect', 'whole')).text).toContain('files: as they were written');
    const given = ['--init-generator', 'whole', '--init-discriminator', 'whole', '--dry-run'];
    await good('train', 'ring', ...given);
  });

  it('takes a revision, and says which commit that was', async () => {
    await good('push', 'folder', 'hf:ada/revisions', '--revision', 'v2');
    await refused('pull', 'hf:ada/revisions', '--out', 'empty'); // main has none
    const { commit } = await json('pull', 'hf:ada/revisions', '--revision', 'v2', '--out', 'v2');
    expect(commit).toMatch(/^[0-9a-f]{40}$/);
    await good('pull', 'hf:ada/revisions', '--revision', commit, '--out', 'by-commit');
    expect(readdirSync(at('by-commit'))).toEqual(readdirSync(at('v2')));
  });

  const nothingLeft = (folder: string) => {
    expect(existsSync(at(folder))).toBe(false);
    expect(readdirSync(saddle.folder).filter(name => name.endsWith('.tmp'))).toEqual([]);
  };

  it('writes nothing where the connection breaks off, and all the next time', async () => {
    await good('push', 'folder', 'hf:ada/cut');
    const path = /^GET \/ada\/cut\/resolve\/\w+\/onnx\/model\.onnx$/;
    for (const at of [path, /onnx\/model\.onnx bytes=0-0$/, /tree/]) {
      hub.mishaps.push({ at, how: 'break' });
      expect(await refused('pull', 'hf:ada/cut', '--out', 'cut')).toMatch(
        /^pull: expected an answer of http\S+, got none \(.+\); run the same command again$/,
      );
      nothingLeft('cut');
    }
    await good('pull', 'hf:ada/cut', '--out', 'cut');
  });

  it('refuses a file that is not what the Hub says, or not what SHA256SUMS says', async () => {
    await good('push', 'folder', 'hf:ada/bad');
    hub.store.spoil('ada/bad', 'model.safetensors');
    expect(await refused('pull', 'hf:ada/bad', '--out', 'bad')).toBe(
      'pull: expected model.safetensors of hf:ada/bad with the content that the Hub says, got another; run the same command again',
    );
    nothingLeft('bad');
    hub.store.spoil('ada/bad', 'model.safetensors');
    await good('push', 'folder', 'hf:ada/by-hand');
    hub.store.put('ada/by-hand', { 'model.py': 'print()\n' });
    expect(await refused('pull', 'hf:ada/by-hand', '--out', 'bad')).toMatch(
      /^pull: expected files as SHA256SUMS says, got model\.py, which is changed; whoever pushed/,
    );
    nothingLeft('bad');
  });

  it('writes nowhere else, whatever a server says', async () => {
    for (const path of ['../out.txt', 'a\\b.txt']) {
      hub.store.put('ada/evil', { 'README.md': 'x', [path]: 'y' });
      expect(await refused('pull', 'hf:ada/evil', '--out', 'evil')).toMatch(/^pull: expected names of files/);
      nothingLeft('evil');
      await hub.stop();
      hub = await new HubDouble(mkdtempSync(join(state, 'hub-'))).start();
      process.env['HF_ENDPOINT'] = hub.url;
    }
  });

  it('refuses what is not there, not to be seen, or in the way', async () => {
    await good('push', 'folder', 'hf:ada/secret', '--private');
    process.env['HF_TOKEN'] = '';
    expect(await refused('pull', 'hf:ada/secret')).toMatch(
      /^pull: expected a public model hf:ada\/secret at http\S+, got 401; check the name, or log in/,
    );
    process.env['HF_TOKEN'] = 'hf_writer';
    expect(await refused('pull', 'hf:ada/nothing')).toMatch(
      /^pull: expected hf:ada\/nothing at http\S+, got 404/,
    );
    expect(await refused('pull', 'hf:ada/secret', '--revision', 'none')).toMatch(/hf:ada\/secret at none at/);
    expect(await refused('pull', 'hf:ada/secret', '--out', 'folder')).toMatch(
      /^--out: expected a new or empty folder, got 'folder', one with files in it/,
    );
    expect(await refused('pull', 'ada/secret')).toMatch(
      /^pull: expected a model on the Hub such as hf:user\/name/,
    );
    await good('pull', 'hf:ada/secret');
  });

  it('refuses a path where it cannot write, before anything is fetched', async () => {
    for (const path of ['folder/README.md/x', 'x'.repeat(300)])
      expect(await refused('pull', 'hf:ada/x', '--out', path)).toMatch(/^run: cannot read .*\(E[A-Z]+\)$/);
    const cwd = mkdtempSync(join(state, 'empty-'));
    for (const path of ['.', cwd]) {
      const args = [saddle.script, 'pull', 'hf:ada/x', '--out', path];
      const { status, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' });
      expect([status, stderr.replace(path, 'PATH')]).toEqual([
        2,
        "error: --out: expected a new or empty folder, got 'PATH', the current one; name another or remove it\n",
      ]);
    }
    expect(hub.requests).toEqual([]);
  });

  it('says proven of a model only where each of its files has a sum that holds', async () => {
    const sum = createHash('sha256').update('1').digest('hex');
    const put = (sums: string) =>
      hub.store.put('ada/sums', { 'README.md': '#', 'sub/a.txt': '1', SHA256SUMS: sums });
    put('nothing\n');
    const none = await good('pull', 'hf:ada/sums', '--out', 'sums-none', '--json');
    expect(JSON.parse(none.text).proven).toBe(false);
    expect(none.errors).toContain('warning: hf:ada/sums has no SHA256SUMS that can be read');
    put(`${sum}  ./sub/a.txt\n`);
    expect((await json('pull', 'hf:ada/sums', '--out', 'sums-all')).proven).toBe(true);
    hub.store.put('ada/sums', { 'b.txt': '2' });
    const some = await good('pull', 'hf:ada/sums', '--out', 'sums-some', '--json');
    expect(JSON.parse(some.text)).toMatchObject({ proven: false, stray: 'b.txt' });
    expect(some.errors).toContain('warning: hf:ada/sums has no sum of b.txt');
  });

  it('takes a model of others, and says that nothing proves it', async () => {
    hub.store.put('ada/other', { 'README.md': '# other\n', 'sub/weights.txt': '1' });
    const { errors } = await good('pull', 'hf:ada/other', '--out', 'other');
    expect(errors).toContain('warning: hf:ada/other has no SHA256SUMS');
    expect(readFileSync(at('other/sub/weights.txt'), 'utf8')).toBe('1');
  });
});
