import { base64 } from '../../util/bytes.ts';
import { attributesOf, conditionText } from '../../util/condition.ts';
import { assert, UserError } from '../../util/error.ts';
import { exportGenerator, type GeneratorInfo } from '../export.ts';
import type { PageParts, Target } from './target.ts';

/** One page that needs nothing else: a generator, its runtime, and controls. */
export const html: Target = {
  summary: 'one page to mail, with the generator and its runtime, which works without a network',
  ending: '.html',
  variants: ['fp16', 'int8'],
  isPage: true,
  files({ gan, state, info, page }, { stem, variants }) {
    assert(page, 'a target that is a page has none');
    checkAskable(info);
    const files = new Map<string, Uint8Array>();
    for (const precision of ['fp32', ...variants] as const) {
      const name = precision === 'fp32' ? `${stem}.html` : `${stem}_${precision}.html`;
      files.set(name, filled(page, exportGenerator(gan.generator, state, info, precision)));
    }
    return files;
  },
};

/** @throws UserError where a reader could not say what samples are to be */
function checkAskable({ condition }: GeneratorInfo): void {
  if (!condition || condition.kind === 'class' || attributesOf(condition)) return;
  throw new UserError(
    `--to html: expected a generator of noise, classes or attributes, got one of ${conditionText(condition)}; export it as onnx`,
  );
}

/** The page with what it opens, as texts that are no scripts. */
function filled({ text, runtime }: PageParts, model: Uint8Array): Uint8Array {
  const data = (id: string, bytes: Uint8Array) =>
    `<script type="text/plain" id="${id}">${base64(bytes)}</script>`;
  const page = text
    .replace('<!--model-->', () => data('model', model))
    .replace('<!--runtime-->', () => data('runtime', runtime));
  return new TextEncoder().encode(page);
}
