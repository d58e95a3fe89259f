import type { Attack } from './attack.ts';
import { hostileConfigs } from './configs.ts';
import { flips } from './flips.ts';
import { folders } from './folders.ts';
import { kills } from './kills.ts';
import { requests } from './requests.ts';
import { zips } from './zips.ts';

export const attacks: Readonly<Record<string, Attack>> = {
  requests,
  folders,
  zips,
  configs: hostileConfigs,
  flips,
  kills,
};
