import type { Attack } from './attack.ts';

export const attacks: Readonly<Record<string, Attack>> = {};
