import type { Digest, Files } from './files.ts';

/** Replaces a file, all or nothing, durably. */
export async function replaceFile(
  files: Files,
  folder: string,
  name: string,
  bytes: Uint8Array,
): Promise<void> {
  const temporary = `${folder}/.tmp-${name}`;
  try {
    await files.write(temporary, [bytes]);
    await files.rename(temporary, `${folder}/${name}`);
  } catch (error) {
    await files.remove(temporary).catch(() => {}); // the first fault is the one to report
    throw error;
  }
  await files.syncFolder(folder);
}

/** Keeps damaged content beside the file that it was found in; returns the name, which tells the content. */
export async function keepDamaged(
  files: Files,
  folder: string,
  name: string,
  bytes: Uint8Array,
  digest: Digest,
): Promise<string> {
  const kept = `${name}.${digest([bytes]).slice(0, 8)}.damaged`;
  await replaceFile(files, folder, kept, bytes);
  return kept;
}
