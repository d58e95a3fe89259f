import { computed, effect, signal } from '@preact/signals';

export const themes = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const KEY = 'saddle-theme';
const system = globalThis.matchMedia?.('(prefers-color-scheme: dark)');
const systemDark = signal(system?.matches ?? false);
system?.addEventListener('change', event => {
  systemDark.value = event.matches;
});

/** What the reader chose; `auto` follows the system. */
export const theme = signal<Theme>(stored());

/** Whether the page is dark now; pictures on a canvas are drawn anew when it changes. */
export const dark = computed(() => (theme.value === 'auto' ? systemDark.value : theme.value === 'dark'));

function stored(): Theme {
  try {
    const value = localStorage.getItem(KEY) as Theme | null;
    return value && themes.includes(value) ? value : 'auto';
  } catch {
    return 'auto'; // storage may be forbidden
  }
}

/** Shows the theme and remembers it. */
export function followTheme(): () => void {
  return effect(() => {
    document.documentElement.dataset['theme'] = theme.value;
    document.documentElement.dataset['dark'] = String(dark.value); // on paper all is light but what was painted
    try {
      localStorage.setItem(KEY, theme.value);
    } catch {
      // storage may be forbidden: the choice lasts as long as the page
    }
  });
}

/** The colours of theme.css by name. */
export type ColorName =
  | 'bg'
  | 'panel'
  | 'sunken'
  | 'line'
  | 'line-strong'
  | 'text'
  | 'muted'
  | 'accent'
  | 'real'
  | 'fake'
  | 'optimum'
  | 'good'
  | 'warn'
  | 'bad';

/** A colour of the theme as it is now, `rgb(…)`, for a canvas. Read again when {@link dark} changes. */
export function color(name: ColorName): string {
  const probe = document.createElement('span');
  probe.style.color = `var(--${name})`;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

/** The same as [red, green, blue] from 0 to 255. */
export function rgb(name: ColorName): readonly [number, number, number] {
  const [r, g, b] = (color(name).match(/[\d.]+/g) ?? ['0', '0', '0']).map(Number);
  return [r, g, b];
}
