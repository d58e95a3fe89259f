import type { Attack } from './attack.ts';
import { zips } from './zips.ts';

export const attacks: Readonly<Record<string, Attack>> = { zips };
