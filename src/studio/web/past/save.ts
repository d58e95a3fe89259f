import type { RunFiles } from '../../../run/files.ts';
import { download } from '../shell/download.ts';

/**
 * Hands a zip of a run to the reader's downloads.
 * @param title what it is, such as its data
 * @returns the name of the zip without its end
 */
export async function saveRun(files: RunFiles, title: string): Promise<string> {
  const { packRun } = await import('../../../run/zip.ts');
  const step = [...files.keys()].map(path => /^checkpoints\/step-(\d+)\//.exec(path)?.[1]).find(Boolean);
  const name = `${title}-step-${Number(step)}`;
  const zip = packRun(files, name) as Uint8Array<ArrayBuffer>;
  download(`${name}.zip`, new Blob([zip], { type: 'application/zip' }));
  return name;
}
