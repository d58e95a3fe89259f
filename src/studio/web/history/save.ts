import type { RunFiles } from '../../../run/files.ts';
import { download } from '../shell/download.ts';

/**
 * Hands a zip of a run to the reader's downloads.
 * @param title what it is, such as its data
 * @returns the command that goes on with it in Node
 */
export async function saveRun(files: RunFiles, title: string): Promise<string> {
  const { packRun } = await import('../../../run/zip.ts');
  const found = [...files.keys()].map(path => /^checkpoints\/step-(\d+)\//.exec(path)?.[1]).find(Boolean);
  const step = Number(found);
  const name = `${title}-step-${step}`;
  const zip = packRun(files, name) as Uint8Array<ArrayBuffer>;
  download(`${name}.zip`, new Blob([zip], { type: 'application/zip' }));
  const { steps } = JSON.parse(new TextDecoder().decode(files.get('config.json'))) as { steps: number };
  return `npx saddle resume ${name}.zip${step < steps ? '' : ` --steps ${2 * step}`}`;
}
