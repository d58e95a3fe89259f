import { parseImages, parseLabels } from '../../../data/decoders/idx.ts';
import type { RunFiles } from '../../../run/files.ts';
import { type DataFacts, reasonsFor } from '../../../train/choose.ts';
import type { Config } from '../../../train/config.ts';
import { resolveConfig } from '../../../train/resolve.ts';
import { changed, type Setup, setupFrom } from '../setup/model.ts';
import { OWN_CLASSES, OWN_IMAGES, OWN_LABELS } from './files.ts';

/** The recipe that chooses by the data. */
export const FOLDER = 'folder';

/** The values that belong to the machine or the draw, whatever is learned. */
const KEPT = ['device', 'threads', 'seed'];

/** What is known of the reader's images, mirrored too or not. @returns undefined where there are none */
export function factsOf(files: RunFiles, mirror: boolean): DataFacts | undefined {
  const images = files.get(OWN_IMAGES);
  if (!images) return undefined;
  const { shape, bytes } = parseImages(images, OWN_IMAGES);
  const times = mirror ? 2 : 1;
  const size = (times * bytes.length) / shape.reduce((product, extent) => product * extent);
  const labels = files.get(OWN_LABELS);
  return {
    shape,
    size,
    classes: labels ? countsOf(parseLabels(labels, OWN_LABELS)).map(count => times * count) : [],
  };
}

function countsOf(labels: Uint8Array): number[] {
  const counts: number[] = [];
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  return Array.from(counts, count => count ?? 0);
}

/** The setup of the recipe `folder` for the reader's images: networks, batch and length fit them. */
export function choiceOf(files: RunFiles, facts: DataFacts, mirror: boolean): Setup {
  const data = {
    name: 'idx',
    images: OWN_IMAGES,
    mirror,
    ...(files.has(OWN_LABELS) && { labels: OWN_LABELS, names: OWN_CLASSES }),
  };
  return setupFrom(resolveConfig({ recipe: FOLDER, facts, overrides: { data } }), FOLDER);
}

/**
 * The choice with what the reader had changed: all but the data where the recipe was `folder` before, else what is of the
 * machine.
 * @param before the choice that the setup began as, if it did
 */
export function chosenAnew(choice: Setup, now: Setup, before: Setup | undefined): Setup {
  const isOwn = ([path, text]: readonly [string, string]) =>
    now.recipe === FOLDER && before
      ? !path.startsWith('data.') && before.changes[path] !== text
      : KEPT.includes(path);
  return Object.entries(now.changes)
    .filter(isOwn)
    .reduce((setup, [path, text]) => changed(setup, path, text), choice);
}

/** What was chosen for the images and why, in a sentence. */
export function choiceText(facts: DataFacts, config: Config): string {
  const [, ...reasons] = reasonsFor(facts, config); // the first is of their size, which the reader sees
  return `Chosen for them: ${reasons.join('; ')}.`;
}
