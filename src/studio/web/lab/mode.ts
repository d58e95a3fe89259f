import { signal } from '@preact/signals';
import { isEmbed } from '../shell/embed.ts';
import { route } from '../shell/route.ts';

/** How much of the lab is shown: what a first visit needs, or everything. */
export type Mode = 'simple' | 'full';

const KEY = 'saddle-lab';

/** What the reader chose last; simple at first, and in another site. */
export const mode = signal<Mode>(isEmbed(route.peek()) ? 'simple' : stored());

function stored(): Mode {
  try {
    return localStorage.getItem(KEY) === 'full' ? 'full' : 'simple';
  } catch {
    return 'simple'; // storage may be forbidden
  }
}

/** Shows the lab so, now and at the next visit. */
export function chooseMode(next: Mode): void {
  mode.value = next;
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // storage may be forbidden: the choice lasts as long as the page
  }
}
