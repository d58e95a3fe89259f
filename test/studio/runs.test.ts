import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type ClientRequest, request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TOKEN_HEADER } from '../../src/studio/protocol.ts';
import { hasChromium, NO_CHROMIUM } from '../engine/browser.ts';
import { buildSaddle, type Saddle } from '../support/saddle.ts';
import { PATIENCE, unfold } from './acts.ts';
import { command } from './client.ts';
import { makeRun } from './made-runs.ts';
import { openPage, openSite, type Site } from './site.ts';

if (!hasChromium) console.error(`\n*** the Runs page in a browser: ${NO_CHROMIUM} ***\n`);

describe.skipIf(!hasChromium)('the Runs page', { timeout: 2 * PATIENCE }, () => {
  let saddle: Saddle;
  let site: Site;
  beforeAll(async () => {
    saddle = await buildSaddle();
    const root = join(saddle.folder, 'runs');
    makeRun(root, '00000-ring');
    makeRun(root, '00001-ring', { seed: 7, objective: { kind: 'hinge' } });
    for (const seed of [1, 2, 3]) makeRun(root, `bench/00-plain/seed-0${seed}`, { seed, batch: 64 });
    const script = [process.execPath, join(saddle.folder, 'bundle/run.mjs')];
    site = await openSite({ root, command: script });
  }, PATIENCE);
  afterAll(async () => {
    await site?.close();
    saddle?.remove();
  });

  const runIn = (id: string) => {
    const folder = join(saddle.folder, 'runs', id);
    const append = (row: object) => appendFileSync(join(folder, 'stats.jsonl'), `${JSON.stringify(row)}\n`);
    return { folder, append };
  };

  it('starts a run, shows it live, stops it and goes on, without complaints', async () => {
    const { page, complaints } = await site.open('#/runs');
    await page.getByRole('button', { name: 'New run' }).click();
    await page.getByRole('textbox', { name: 'steps' }).fill('0');
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByRole('alert').getByText('steps: expected a whole number of at least 1, got 0').waitFor();
    expect(complaints.splice(0)).toEqual([expect.stringContaining('400')]); // what a browser says of any refusal
    await page.getByRole('textbox', { name: 'steps' }).fill('1000000');
    for (const [path, value] of [
      ['logEvery', '20'],
      ['threads', '1'],
      ['checkpointEvery', '2000'],
    ]) {
      await page.getByRole('button', { name: 'Add a setting' }).click();
      await page.getByLabel('Setting', { exact: true }).last().fill(path);
      await page.getByLabel('Value', { exact: true }).last().fill(value);
    }
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByRole('heading', { name: '00002-ring' }).waitFor();
    const chart = page.locator('.chart', { hasText: 'Losses' });
    await chart.locator('canvas').waitFor();
    await page.getByText('training', { exact: true }).waitFor();
    const last = () =>
      page.locator('.run-status progress').evaluate(bar => (bar as HTMLProgressElement).value);
    const before = await last();
    await expect.poll(last).toBeGreaterThan(before);
    await page.getByText(/ images\/s, .* left/).waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('paused', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('button', { name: 'Stop' }).waitFor();
    expect((await command(site, '/api/runs/00002-ring/stop')).status).toBe(202);
    await page.getByText('stopped', { exact: true }).waitFor();
    const log = readFileSync(join(saddle.folder, 'runs/00002-ring/stats.jsonl'), 'utf8').trim().split('\n');
    await expect.poll(last).toBeGreaterThanOrEqual(JSON.parse(log.at(-1)!).step);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('scrubs through pictures, tells the diagnosis, and shows the config', async () => {
    const { page, complaints } = await site.open('#/runs/00000-ring', { dark: true });
    const slider = page.getByRole('slider', { name: 'Picture' });
    await slider.waitFor();
    await page.getByRole('img', { name: 'Generated samples after 400 steps' }).waitFor();
    await slider.focus();
    await page.keyboard.press('ArrowLeft');
    await page.getByRole('img', { name: 'Generated samples after 200 steps' }).waitFor();
    await page.getByRole('button', { name: 'Newest' }).click();
    await page.getByRole('img', { name: 'Generated samples after 400 steps' }).waitFor();
    await page.getByText('the loss of G saturates').waitFor();
    await page.getByRole('button', { name: 'New run with it' }).waitFor();
    await unfold(page, 'every value of the run');
    await page.getByRole('row', { name: 'generator.family mlp' }).waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('compares runs: curves over each other, and only what differs', async () => {
    const { page, complaints } = await site.open('#/runs');
    await page.getByLabel('Compare 00000-ring').check();
    await page.getByLabel('Compare 00001-ring').check();
    await page.getByRole('button', { name: 'Compare 2' }).click();
    await page.locator('.chart canvas').waitFor();
    const paths = page.locator('table.config tbody th');
    await expect.poll(() => paths.allTextContents()).toEqual(['objective', 'seed']);
    await page.getByLabel('Also what is the same').check();
    await expect.poll(() => paths.count()).toBeGreaterThan(30);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('shows metrics beside what a perfect generator would score', async () => {
    const { page, complaints } = await site.open('#/runs/00000-ring');
    const row = page.getByRole('row', { name: 'Share of samples of high quality' });
    await row.waitFor();
    await expect.poll(() => row.locator('td').allTextContents()).toEqual(['0.800', '0.800', '0.989']);
    await page.getByText('Modes found, of 8').waitFor();
    await expect.poll(() => page.locator('.chart canvas').count()).toBe(6);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('shows figures with their errors beside real data, and the best checkpoint', async () => {
    const { page, complaints } = await site.open('#/runs/00000-ring');
    const row = page.getByRole('row', { name: 'Sliced W₂ (w2500)' });
    await row.waitFor();
    const cells = ['400', '0.1200 ± 0.0020', '0.0500 ± 0.0010', '↓ less', '2.4 × real data'];
    expect(await row.locator('td').allTextContents()).toEqual(cells);
    await page.locator('.chart', { hasText: 'Sliced W₂ (w2500)' }).locator('canvas').waitFor();
    await page.getByText('Best checkpoint: step 400').waitFor(); // that of step 200 is gone
    expect(complaints).toEqual([]);
    const { folder } = runIn('00000-ring');
    const path = join(folder, 'metric-js500.jsonl');
    const line = JSON.parse(readFileSync(path, 'utf8'));
    line.detail.value = 0.07;
    appendFileSync(path, `no line\n${JSON.stringify(line)}\n`);
    const better = page.getByRole('row', { name: 'Jensen-Shannon divergence, nats (js500)' });
    await better.getByText('0.0700 ± 0.0020').waitFor(); // another evaluation, while the page is open
    await page.close();
  });

  it('compares the evaluations of runs, seeds as mean and standard error', async () => {
    const seeds = [1, 2, 3].map(seed => `bench%2F00-plain%2Fseed-0${seed}`).join('/');
    const { page, complaints } = await site.open(`#/runs/compare/00000-ring/${seeds}`);
    const table = page.getByRole('region', { name: 'Table of evaluations' });
    const row = table.getByRole('row', { name: 'Sliced W₂ (w2500)' }).locator('td');
    await expect
      .poll(() => row.allTextContents())
      .toEqual(['0.0500 ± 0.0010', '0.1200 ± 0.0020 step 400', '0.12200 ± 0.00058 step 400']);
    await page.getByLabel('Value', { exact: true }).selectOption('Sliced W₂ (w2500)');
    await page.locator('.chart', { hasText: '3 seeds' }).locator('canvas').waitFor();
    makeRun(join(saddle.folder, 'runs'), '00009-grid', { data: { name: 'grid' } });
    await page.goto(`${site.url}#/runs/compare/00000-ring/00009-grid`);
    await page.getByText('These runs learned different data').waitFor();
    rmSync(runIn('00009-grid').folder, { recursive: true });
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('lays seeds of one experiment over each other as mean and spread', async () => {
    const { page, complaints } = await site.open('#/runs');
    await page.locator('summary', { hasText: 'bench/00-plain' }).click();
    await page.getByRole('link', { name: 'Compare the 3 seeds of bench/00-plain/seed-02' }).click();
    await page.getByRole('heading', { name: '3 runs compared' }).waitFor();
    const last = page.getByRole('row', { name: 'Loss of D' }).locator('td');
    await expect.poll(() => last.allTextContents()).toEqual(['400', '0.750 ± 0.144']);
    await page.getByLabel('Value', { exact: true }).selectOption('Share of samples of high quality');
    await page.locator('.chart', { hasText: '3 seeds' }).locator('canvas').waitFor();
    await page.getByLabel('Seeds of one experiment together').uncheck();
    await expect.poll(() => last.count()).toBe(4);
    appendFileSync(
      join(saddle.folder, 'runs/bench/00-plain/seed-02/stats.jsonl'),
      '{"step":500,"lossD":9,"lossG":9,"value":9}\n',
    );
    await page.reload(); // a log that is further on than the others
    await page.locator('.chart .keys', { hasText: '1.00' }).waitFor();
    expect(await last.allTextContents()).toEqual(['400', '0.750 ± 0.144']);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('goes on after another server has taken over, and says when a run is gone', async () => {
    const { page } = await site.open('#/runs/bench%2F00-plain%2Fseed-03');
    await page.getByText('400 of 1,000 steps').waitFor();
    const { folder, append } = runIn('bench/00-plain/seed-03');
    await site.restart();
    await page.getByText('expected the token of this server; open the address that it printed').waitFor();
    const other = await page.context().newPage();
    await site.enter(other);
    append({ step: 500, lossD: 1, lossG: 1, value: -1 });
    await page.getByText('500 of 1,000 steps').waitFor();
    rmSync(folder, { recursive: true });
    await page.getByRole('heading', { name: 'The run is gone' }).waitFor();
    expect(await page.getByRole('button', { name: 'Go on' }).count()).toBe(0);
    await page.close();
  });

  it('says why it is not served events, and follows when it is', async () => {
    const path = '/api/runs/bench%2F00-plain%2Fseed-02/events';
    const headers = { [TOKEN_HEADER]: site.token };
    const streams: ClientRequest[] = [];
    for (let i = 0; i < 256; i++) {
      const stream = request({ host: '127.0.0.1', port: site.port, path, headers, agent: false });
      stream.on('error', () => {}); // when it is left
      streams.push(stream);
      stream.end();
      await new Promise(resolve => stream.once('response', resolve));
    }
    const { page } = await site.open('#/runs/bench%2F00-plain%2Fseed-02');
    await page.getByText('too many pages follow runs; close some, or try again in a moment').waitFor();
    for (const stream of streams) stream.destroy();
    await page.getByText(/of 1,000 steps/).waitFor();
    await page.getByText('too many pages follow runs').waitFor({ state: 'detached' });
    await page.close();
  });

  it('says how to get in, to who has not the address of the terminal', async () => {
    const { page } = await openPage(site.browser, `${site.url}#/runs`);
    await page.getByText('expected the token of this server; open the address that it printed').waitFor();
    await page.close();
  });

  it('says which run cannot be read, and why', async () => {
    makeRun(join(saddle.folder, 'runs'), 'broken');
    const findings = join(runIn('broken').folder, 'diagnosis.jsonl');
    rmSync(findings);
    mkdirSync(findings);
    const { page } = await site.open('#/runs');
    await page.getByText('diagnosis.jsonl: expected a file, got a folder').waitFor();
    await page.getByText('cannot be read', { exact: true }).waitFor();
    rmSync(findings, { recursive: true });
    writeFileSync(findings, 'null\n');
    const why = 'diagnosis.jsonl: line 1: expected a finding, got null';
    await page.getByText(why).waitFor();
    await page.getByRole('link', { name: 'broken', exact: true }).click();
    await page.getByText(why).waitFor();
    await page.getByText('400 of 1,000 steps').waitFor(); // the rest of the run can
    rmSync(runIn('broken').folder, { recursive: true });
    await page.close();
  });

  it('shows a run that somebody else made, and no longer when it is deleted', async () => {
    const { page, complaints } = await site.open('#/runs');
    await page.getByLabel('Compare 00000-ring').waitFor();
    makeRun(join(saddle.folder, 'runs'), 'by-hand');
    await page.getByRole('link', { name: 'by-hand', exact: true }).waitFor();
    rmSync(runIn('by-hand').folder, { recursive: true });
    await page.getByRole('link', { name: 'by-hand', exact: true }).waitFor({ state: 'detached' });
    const others = complaints.filter(text => !text.includes('404')); // its picture may be asked for while it goes
    expect(others).toEqual([]);
    await page.close();
  });

  it('starts several seeds at once and shows them together', async () => {
    const { page } = await site.open('#/runs');
    await page.getByRole('button', { name: 'New run' }).click();
    await page.getByRole('textbox', { name: 'steps' }).fill('3');
    await page.getByLabel('Number of seeds').fill('2');
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByRole('heading', { name: '2 runs compared' }).waitFor();
    await expect.poll(() => page.locator('.state.finished').count()).toBe(2);
    await page.close();
  });

  it('says what to do where there is no server behind it, and finds it again', async () => {
    const { page } = await site.open('#/runs');
    await page.getByLabel('Compare 00000-ring').waitFor();
    await page.route('**/api/**', route => route.abort());
    await page.getByText('The server does not answer; start it again with: npx saddle studio').waitFor();
    await page.unroute('**/api/**');
    await page.getByText('The server does not answer').waitFor({ state: 'detached' });
    await page.close();
  });
});
