import type { Range } from '../../util/range.ts';
import type { FiniteDataset } from '../dataset.ts';
import type { DataHost } from '../host.ts';
import { drawn } from './drawings.ts';
import { type ImagePart, imagesAt, partOf } from './images.ts';
import { packageJson, packageVersion } from './package.ts';

/** The side of pictures that drawings are made of. */
export interface Side {
  readonly side: number;
}

export const SIDE_RANGE: Range = { minimum: 8, maximum: 256, whole: true };

/** `icons.json` of a package of Iconify. */
interface Icons {
  readonly icons: Readonly<
    Record<string, { readonly body: string; readonly width?: number; readonly height?: number }>
  >;
  readonly width?: number;
  readonly height?: number;
}

/** The package of the emoji. */
export const EMOJI = '@iconify-json/fluent-emoji-flat';
const ICONS = '@iconify-json/game-icons';

const iconsOf = (name: string, host: DataHost) => packageJson<Icons>(host, `${name}/icons.json`);

/** An icon as a file, with the colour of what has none of its own. */
function svgOf({ icons, width = 16, height = 16 }: Icons, name: string, color: string): string {
  const icon = icons[name];
  const [w, h] = [icon.width ?? width, icon.height ?? height];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" color="${color}">${icon.body}</svg>`;
}

export interface EmojiOptions extends Side {
  /** Whether people are there in each colour of skin. */
  readonly tones: boolean;
}

/** The category that has drawings in several colours of skin; `police-car-light` is in another. */
const PEOPLE = 'People & Body';
const TONE = /-(light|medium-light|medium|medium-dark|dark)$/;

/**
 * Fluent Emoji in flat colours on white, with their category as class.
 * @throws UserError when the package is not installed, or there is no such part
 */
export async function openEmoji(options: EmojiOptions & ImagePart, host: DataHost): Promise<FiniteDataset> {
  const { side, tones } = options;
  const version = await packageVersion(host, EMOJI);
  const { categories } = await packageJson<{
    readonly categories: Readonly<Record<string, readonly string[]>>;
  }>(host, `${EMOJI}/metadata.json`);
  const classNames = Object.keys(categories);
  const all = classNames.flatMap((category, label) => categories[category].map(name => ({ name, label })));
  const images = await drawn(
    {
      name: `fluent-emoji-flat-${version}`,
      count: all.length,
      drawer: async () => {
        const icons = await iconsOf(EMOJI, host);
        return i => svgOf(icons, all[i].name, '#000000');
      },
      frame: { side, crop: 'pad', background: '#ffffff' },
      channels: 3,
    },
    host,
  );
  const source = `npm package ${EMOJI} ${version}: Fluent Emoji (flat) by Microsoft, licence MIT`;
  const labelled = { ...images, labels: Uint8Array.from(all, ({ label }) => label) };
  const isTone = (i: number) => classNames[all[i].label] === PEOPLE && TONE.test(all[i].name);
  const plain = () => Uint32Array.from(all.keys()).filter(i => !isTone(i));
  const chosen = tones ? labelled : imagesAt(labelled, plain());
  return partOf({ name: 'emoji', source, hash: host.sha256, classNames }, chosen, options);
}

/**
 * Icons of games, white on black.
 * @throws UserError when the package is not installed, or there is no such part
 */
export async function openIcons(options: Side & ImagePart, host: DataHost): Promise<FiniteDataset> {
  const [icons, version] = await Promise.all([iconsOf(ICONS, host), packageVersion(host, ICONS)]);
  const names = Object.keys(icons.icons);
  const images = await drawn(
    {
      name: `game-icons-${version}`,
      count: names.length,
      drawer: async () => i => svgOf(icons, names[i], '#ffffff'),
      frame: { side: options.side, crop: 'pad', background: '#000000' },
      channels: 1,
    },
    host,
  );
  const source = `npm package ${ICONS} ${version}: icons by Lorc, Delapouite and contributors of game-icons.net, licence CC BY 3.0`;
  return partOf({ name: 'icons', source, hash: host.sha256 }, images, options);
}
