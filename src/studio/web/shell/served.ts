/** What the studio's own server says of itself with the page (header Server-Timing). */
const SERVER = 'saddle-studio';

/** Whether the studio's own server sent this page, and not a static host. */
export function isOwnServer(): boolean {
  const [visit] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  return visit?.serverTiming?.some(({ name }) => name === SERVER) ?? false;
}
