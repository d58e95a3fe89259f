import { expect, it } from 'vitest';
import type { Evaluation } from '../evaluate.ts';
import { resolveConfig } from '../resolve.ts';
import { reportHtml } from './html.ts';
import { reportMarkdown } from './markdown.ts';

const evaluation: Evaluation = {
  version: '0.0.0',
  step: 100,
  data: { name: 'mnist', fingerprint: 'f'.repeat(64) },
  reals: { reference: 5000, fresh: 5000 },
  network: { name: 'digits-1', protocol: 'a classifier', accuracy: 0.98 },
  samples: 2500,
  draws: 3,
  seed: 0,
  figures: {
    'fd2500-digits': {
      ...{ figure: 'fd', title: 'Fréchet <distance>', better: 'less', value: 31.2, error: 1.4 },
      ...{ floor: { mean: 2.1, deviation: 0.3 }, samples: 2500, network: 'digits-1' },
    },
    parzen2500: {
      ...{ figure: 'parzen', title: 'Parzen', better: 'more', value: 240, error: 2 },
      ...{ floor: { mean: 242, deviation: 2 }, samples: 2500, network: null },
    },
  },
  left: { kl: 'its value is Infinity' },
  classes: { names: ['0', '1'], generated: [0.25, 0.75], real: [0.5, 0.5] },
  seconds: 3,
};
const config = resolveConfig({ recipe: 'mnist', overrides: { steps: 100 } });
const facts = {
  ...{ name: 'a <b> run', config, evaluation, command: 'saddle evaluate a' },
  pictures: [{ title: 'Samples', png: Uint8Array.of(1, 2, 3), caption: 'as they come' }],
  stats: [1, 2, 3].map(step => ({ step, lossD: step / 2, lossG: 1, scoreReal: 0.5, scoreFake: 0.4 })),
  measured: [],
  lines: [],
};

it('is one page that asks for nothing else', () => {
  const html = reportHtml(facts);
  expect(html).not.toMatch(/(src|href)="(?!data:)/);
  expect(html).not.toMatch(/<script|@import|url\((?!#)/);
  expect(html).toContain('data:image/png;base64,AQID');
  expect(html.match(/<svg/g)?.length).toBe(3); // losses, outputs of D, classes
  const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

it('says what is known of a run as text, not as markup', () => {
  const html = reportHtml(facts);
  expect(html).toContain('<h1>a &lt;b&gt; run</h1>');
  expect(html).toContain('Fréchet &lt;distance&gt;');
  expect(html).not.toContain('<b>');
});

it.each([
  ['HTML', reportHtml(facts)],
  ['Markdown', reportMarkdown({ ...facts, picture: 'fakes000100.png' })],
])('names figures, verdicts, what differs and how to reproduce it, in %s', (_, text) => {
  for (const part of [
    'fd2500-digits',
    '31.2 ± 1.4',
    '2.10 ± 0.30',
    '15 × real data',
    'as real data',
    'Left out',
    'k-means centroids',
    'called FID only on the canonical Inception network',
    'saddle evaluate a',
    'f'.repeat(64),
  ]) {
    expect(text).toContain(part);
  }
  expect(text.replaceAll(/<[^>]+>|[`|\s]+/g, ' ')).toMatch(/ steps +(\d+) +100 /);
});
