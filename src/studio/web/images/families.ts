/** What a network of another family begins as: small, and sound for images. */
const BEGINNINGS: Readonly<Record<'generator' | 'discriminator', Readonly<Record<string, object>>>> = {
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

/** The changes of a setup that give a player a network of another family. */
export function familyChanges(player: 'generator' | 'discriminator', family: string): Record<string, string> {
  const options = Object.entries(BEGINNINGS[player][family]).map(([key, text]) => [`${player}.${key}`, text]);
  return { [`${player}.family`]: family, ...Object.fromEntries(options) };
}
