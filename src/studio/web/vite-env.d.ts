/// <reference types="vite/client" />

/** Made by `course/build/losses.ts`. */
declare module 'virtual:losses' {
  export const losses: Readonly<Record<string, import('./course/build/losses.ts').TypesetLosses>>;
}
