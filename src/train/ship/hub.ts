import { assert } from '../../util/error.ts';
import { FILE_SUMS, sumsText } from '../../util/sums.ts';
import { VERSION } from '../../util/version.ts';
import { truncationOf } from '../truncation.ts';
import { hubCard } from './hub-card.ts';
import { onnx } from './onnx.ts';
import { pytorch } from './pytorch.ts';
import type { Target, Trained } from './target.ts';

/** What `config.json` of such a folder calls the kind of the model. */
export const MODEL_TYPE = 'saddle-gan';

/** Name of the card, which is not proven by a sum: its owner may go on writing it. */
const CARD = 'README.md';

/** A model folder as the Hugging Face Hub knows them. */
export const hub: Target = {
  summary: 'a folder for the Hugging Face Hub: model card, config, weights, model.py, onnx/, samples',
  variants: ['fp16', 'int8'],
  tells: true,
  files(trained, given) {
    const { story } = trained;
    assert(story, 'a target that tells the story of a run has none');
    const options = { ...given, stem: 'model' };
    const models = [...onnx.files(trained, options)].map(([name, model]) => [`onnx/${name}`, model] as const);
    const files = new Map([
      ['config.json', bytes(configText(trained, story.config))],
      ...pytorch.files(trained, options),
      ...models,
      ['samples/grid.png', story.picture],
    ]);
    const card = bytes(hubCard({ ...trained, story }, options, [...files.keys()]));
    return new Map([[CARD, card], ...files, [FILE_SUMS, bytes(sumsText(files))]]);
  },
};

const bytes = (text: string) => new TextEncoder().encode(text);

/** The Hub counts downloads by this file. */
function configText({ info }: Trained, config: unknown): string {
  const { distribution } = info.latent;
  const said = {
    model_type: MODEL_TYPE,
    saddle_version: VERSION,
    ...info,
    truncation: truncationOf(distribution),
    training: config,
  };
  return `${JSON.stringify(said, null, 2)}\n`;
}
