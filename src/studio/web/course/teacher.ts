const KEY = 'saddle-course-teacher';

/** Whether teacher mode was on when the page was last open. */
export function remembered(): boolean {
  try {
    return localStorage.getItem(KEY) === 'on';
  } catch {
    return false; // storage may be forbidden
  }
}

export function remember(on: boolean): void {
  try {
    localStorage.setItem(KEY, on ? 'on' : 'off');
  } catch {
    // storage may be forbidden: the mode lasts as long as the page
  }
}
