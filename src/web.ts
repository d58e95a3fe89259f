// Everything of `saddle-gan`, and the engine of browsers.
export { type OrtWeb, type WebDevice, type WebEngineOptions, webEngine } from './engine/web.ts';
export * from './index.ts';
