import { handOver } from '../history/hand-over.ts';
import { filesOf, type Given, isRun, modelIn } from '../history/open.ts';
import { messageOf } from '../shell/error-box.tsx';
import { rasterOfFile } from './picture-file.ts';
import { parseTable, pointChanges } from './points.ts';
import { pointsOfRaster } from './raster.ts';
import type { Lab } from './store.ts';

/** Points that a picture becomes. */
const COUNT = 800;

/**
 * Takes what was dropped or chosen to where it belongs: a run and points are the lab's, one picture becomes points, many
 * pictures and generators are trained on, or shown, in Images.
 */
export async function receive(lab: Lab, coming: Promise<readonly Given[]>): Promise<void> {
  lab.unopened.value = '';
  try {
    const given = await coming;
    if (given.length === 0) return;
    const [{ path, file }] = given;
    const alone = given.length === 1;
    if (alone && isTable(path)) await useTable(lab, await file.text());
    else if (alone && isPicture(file)) await usePicture(lab, file);
    else if (!modelIn(given) && ((await isRun(given)) || !given.some(isForImages)))
      await lab.load(Promise.resolve(filesOf(given)));
    else {
      handOver(given);
      location.hash = '#/images';
    }
  } catch (error) {
    lab.unopened.value = messageOf(error);
  }
}

const isTable = (path: string) => /\.(csv|tsv|txt)$/i.test(path);
const isPicture = (file: File) => file.type.startsWith('image/');
const isForImages = ({ path, file }: Given) => isPicture(file) || /\.zip$/i.test(path);

async function useTable(lab: Lab, text: string): Promise<void> {
  const { columns, values } = parseTable(text);
  await use(lab, columns, values);
}

async function usePicture(lab: Lab, file: File): Promise<void> {
  const { raster } = await rasterOfFile(file);
  const { seed } = lab.config.peek();
  await use(lab, 2, pointsOfRaster(raster, 'dark', { count: COUNT, seed }));
}

async function use(lab: Lab, columns: 1 | 2, values: readonly number[]): Promise<void> {
  const path = 'drop';
  await lab.play(pointChanges(columns, values), path);
  const refusal = lab.refusal.peek();
  if (refusal?.path === path) lab.unopened.value = refusal.message;
}
