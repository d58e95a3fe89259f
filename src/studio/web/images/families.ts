import type { Config } from '../../../train/config.ts';

type Player = 'generator' | 'discriminator';
type Changes = Readonly<Record<string, string>>;

/** What a network of another family begins as: small, and sound for images. */
const BEGINNINGS: Readonly<Record<Player, Readonly<Record<string, object>>>> = {
  generator: {
    dcgan: { channels: '32,16', norm: 'batch', normFirst: 'true' },
    mlp: { hidden: '128,256', norm: 'batch', activation: 'leaky-relu', outputActivation: 'tanh' },
    maxout: { hidden: '128,256' },
  },
  discriminator: {
    dcgan: { channels: '16,32', activation: 'leaky-relu' },
    mlp: { hidden: '256,128', activation: 'leaky-relu' },
    maxout: { hidden: '240,240' },
  },
};

/** The changes of a setup that give a player a network of another family, conditional where it was so before. */
export function familyChanges(player: Player, family: string, { condition }: Config[Player]): Changes {
  const options = Object.entries({ ...BEGINNINGS[player][family], condition });
  return {
    [`${player}.family`]: family,
    ...Object.fromEntries(options.map(([key, text]) => [`${player}.${key}`, text])),
  };
}

/** The changes of a setup that make both networks conditional on the class, or neither. */
export function classChanges(conditional: boolean): Changes {
  return {
    'generator.condition': conditional ? 'concat' : 'none',
    'discriminator.condition': conditional ? 'projection' : 'none',
  };
}
