import { statSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { explaining } from '../run/files.ts';
import {
  type Target,
  type TargetName,
  targets,
  tellStory,
  VARIANTS,
  type Variant,
} from '../train/ship/index.ts';
import { UserError } from '../util/error.ts';
import { unknownName } from '../util/text.ts';

const NAMES = Object.keys(targets) as TargetName[];
const target = (name: TargetName): Target => targets[name];

/** Targets of `--to`; default by the name of `--out`, else a model. */
export function targetsOf(to: string | undefined, out: string | undefined): TargetName[] {
  if (to !== undefined) return checkAlone(listed('--to', 'target', to, NAMES));
  const ending = extname(out ?? '').toLowerCase();
  return [NAMES.find(name => ending !== '' && target(name).ending === ending) ?? 'onnx'];
}

/** A folder whose sums name all that is in it takes nothing else. */
function checkAlone(chosen: TargetName[]): TargetName[] {
  const one = chosen.find(name => target(name).tells);
  if (one === undefined || chosen.length === 1) return chosen;
  throw new UserError(
    `--to: expected ${one} alone, since its folder is complete by itself, got ${chosen.join(',')}; export twice`,
  );
}

/** The licence of the weights, as the Hub writes it. @throws UserError when no target tells it, or it is none */
export function licenseOf(text: string | undefined, chosen: readonly TargetName[]): string | undefined {
  if (text === undefined) return undefined;
  if (!tellStory(chosen)) {
    throw new UserError(`--license: expected --to hub with it, got ${chosen.join(',')}; leave it out`);
  }
  if (/^[a-z0-9][a-z0-9.-]{0,49}$/.test(text)) return text;
  throw new UserError(
    `--license: expected the name of a licence as the Hub writes it, such as cc-by-4.0 or mit, got '${text}'`,
  );
}

/** @throws UserError when no target has a use for it */
export function discriminatorOf(asked: boolean, chosen: readonly TargetName[]): boolean {
  if (!asked || !chosen.every(name => target(name).isPage)) return asked;
  throw new UserError(
    `--discriminator: expected a target that keeps it, got ${chosen.join(',')}, which samples; leave it out`,
  );
}

/** @throws UserError when no target knows them */
export function variantsOf(text: string | undefined, chosen: readonly TargetName[]): Variant[] {
  if (text === undefined) return [];
  const variants = listed('--variants', 'variant', text, VARIANTS);
  const knowing = NAMES.filter(name => target(name).variants.length > 0);
  if (knowing.some(name => chosen.includes(name))) return variants;
  throw new UserError(
    `--variants: expected --to ${knowing.join(' or ')} with it, got ${chosen.join(',')}; leave it out`,
  );
}

function listed<const N extends string>(flag: string, what: string, text: string, known: readonly N[]): N[] {
  const names = text.split(',').map(name => name.trim());
  const odd = names.find(name => !known.includes(name as N));
  if (odd !== undefined) throw new UserError(`${flag}: ${unknownName(what, odd, known)}`);
  return [...new Set(names as N[])];
}

/** Where files are written, and what their names begin with. */
export interface Destination {
  /** What the user is told: the one file, or the folder. */
  readonly path: string;
  readonly folder: string;
  readonly stem: string;
}

/**
 * One target that is a file is written under the name of `--out`; others into a folder.
 * @param run folder of the run, for the default names
 */
export function destinationOf(chosen: readonly TargetName[], run: string, out?: string): Destination {
  const { ending } = target(chosen[0]);
  if (chosen.length > 1 || ending === undefined) return folderOf(chosen, out ?? join(run, 'export'));
  const path = out ?? join(run, `model${ending}`);
  if (extname(path).toLowerCase() === ending) {
    return { path, folder: dirname(path), stem: basename(path, extname(path)) };
  }
  throw new UserError(`--out: expected a name that ends in ${ending}, got '${out}'; rename it`);
}

function folderOf(chosen: readonly TargetName[], path: string): Destination {
  const isFile = explaining('read', path, () => statSync(path, { throwIfNoEntry: false })?.isFile());
  const named = NAMES.some(name => target(name).ending === extname(path).toLowerCase());
  if (!isFile && !named) return { path, folder: path, stem: 'model' };
  throw new UserError(`--out: expected a folder for ${chosen.join(' and ')}, got '${path}'; name another`);
}
