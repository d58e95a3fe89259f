import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { foundIn } from '../data/loaders/node.ts';
import { pathOptions } from '../data/registry.ts';
import type { Checkpoint } from '../run/store.ts';
import type { Config } from '../train/config.ts';
import { type Meta, metaOf } from '../train/meta.ts';
import { UserError } from '../util/error.ts';

type Place = readonly [option: string, path: string];

/** Where the files of a config's data are said to be. */
function places({ data }: Config): Place[] {
  return pathOptions(data.name).flatMap(option =>
    data[option] ? [[option, String(data[option])] as const] : [],
  );
}

/**
 * A config whose data are found from anywhere on this machine.
 * @param folder of a run, which may hold the data
 * @param before a config of the same run: what it says already stays as it is
 */
export function withPlaces(
  config: Config,
  { folder, before }: { folder?: string; before?: Config } = {},
): Config {
  const same = ([option, path]: Place) =>
    before?.data.name === config.data.name && before.data[option] === path;
  const made = places(config).filter(place => !same(place));
  if (made.length === 0) return config;
  const absolute = made.map(([option, path]) => [option, resolve(foundIn(folder, path))]);
  return { ...config, data: { ...config.data, ...Object.fromEntries(absolute) } };
}

/**
 * Whether the data of a run are where its config says.
 * @param checkpointed a checkpoint of the run, asked for only when its data are lost
 * @param command that goes on with the run
 * @throws UserError that says which data they are, and how to say where they are now
 */
export async function checkPlaces(
  config: Config,
  folder: string,
  checkpointed: () => Promise<Checkpoint | undefined>,
  command: string,
): Promise<void> {
  const lost = places(config).find(([, path]) => !existsSync(foundIn(folder, path)));
  if (!lost) return;
  const [option, path] = lost;
  const checkpoint = await checkpointed();
  const known = checkpoint ? learned(metaOf(checkpoint)) : '';
  const flag = option === 'path' ? '--data' : `--data.${option}`;
  throw new UserError(
    `data: cannot read ${path}: it does not exist; ${known}say where it is now with ${command} ${flag} PATH`,
  );
}

function learned({ data, samples, shape }: Meta): string {
  return `the run learns ${samples} samples of shape [${shape}] with fingerprint ${data.slice(0, 12)}: `;
}
