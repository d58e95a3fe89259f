// Everything of `saddle-gan`, and what needs Node: the engine, files, whole runs.
export { cacheFolder } from './data/cache.ts';
export { type FetchOptions, fetchMnist } from './data/fetch.ts';
export { nodeHost } from './data/loaders/node.ts';
export { chooseDevice, type DeviceChoice, type DeviceReport } from './engine/devices.ts';
export { type NodeEngineOptions, nodeEngine } from './engine/node.ts';
export { nodeDevices } from './engine/node-devices.ts';
export { type AnimationOptions, encodeAnimation } from './image/animation.ts';
export * from './index.ts';
export { openDataset } from './node/dataset.ts';
export { type EvaluateRunOptions, evaluateRun } from './node/evaluate.ts';
export { type Pulled, type PullOptions, pullFiles } from './node/hub/pull.ts';
export { type Pushed, type PushOptions, pushFiles } from './node/hub/push.ts';
export { type FetchInceptionOptions, fetchInception } from './node/networks/fetch-inception.ts';
export { type NetworkOptions, type NetworkProgress, openFeatureNetwork } from './node/networks/open.ts';
export {
  type ForkOptions,
  forkRun,
  type ResumeOptions,
  type RunEvent,
  type RunSummary,
  resumeRun,
  type StartOptions,
  startRun,
  type WatchOptions,
  type WeightPaths,
} from './node/run.ts';
export {
  type ExportedRun,
  type ExportOptions,
  exportRun,
  type OpenOptions,
  openGenerator,
  type RunSamples,
  type SampleOptions,
  type Samples,
  sampleRun,
} from './node/sample.ts';
export { sampleModel } from './node/sample-model.ts';
export { type Setup, setUp } from './node/setup.ts';
export { type ShipOptions, type ShippedRun, shipRun } from './node/ship.ts';
export { createRun, nextRunFolder, openRun, readRun } from './run/disk.ts';
