import type { Attack } from './attack.ts';
import { hostileConfigs } from './configs.ts';
import { flips } from './flips.ts';
import { kills } from './kills.ts';
import { zips } from './zips.ts';

export const attacks: Readonly<Record<string, Attack>> = { configs: hostileConfigs, zips, flips, kills };
