import type { FeatureNetwork } from './metric.ts';

/**
 * The name of a figure with all that decides its value: `fd10k-digits` is the figure `fd` of 10,000 samples on the network
 * `digits`. Only figures of one protocol compare.
 */
export function protocolName(
  figure: string,
  samples: number,
  network?: Pick<FeatureNetwork, 'short'>,
): string {
  const count = samples % 1000 === 0 ? `${samples / 1000}k` : String(samples);
  return `${figure}${count}${network ? `-${network.short}` : ''}`;
}
