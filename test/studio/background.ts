import type { Page } from 'playwright-core';

/** Flag of Chromium: measures memory at once, not when it would collect anyway. */
export const EAGER = '--enable-blink-features=ForceEagerMeasureMemory';

/**
 * Evaluated in the page: what a browser does to a page that nobody sees. Chromium without a screen shows every page.
 * Getters as methods: tsx would have arrow functions call a helper that the page has not.
 */
export function hide(): void {
  Object.defineProperty(document, 'hidden', {
    get() {
      return true;
    },
  });
  Object.defineProperty(document, 'visibilityState', {
    get() {
      return 'hidden';
    },
  });
  globalThis.requestAnimationFrame = () => 0;
  document.dispatchEvent(new Event('visibilitychange'));
}

/** Of the page and its workers, garbage collected. */
export function megabytes(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const measure = performance as unknown as {
      measureUserAgentSpecificMemory(): Promise<{ bytes: number }>;
    };
    return (await measure.measureUserAgentSpecificMemory()).bytes / 2 ** 20;
  });
}
