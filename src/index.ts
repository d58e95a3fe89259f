// What runs anywhere: no file here reads disks, loads a runtime or touches a page.
export { type BatchOptions, batchSource, type Minibatches } from './data/batches.ts';
export {
  type Dataset,
  type FiniteDataset,
  type ImageSet,
  imageDataset,
  type PointSet,
  pointDataset,
  type SamplerDataset,
  sampleLength,
} from './data/dataset.ts';
export type { DataHost, FileBytes, FileRange, Kept, NamedBytes } from './data/host.ts';
export { lineDataset, spaceDataset } from './data/loaders/synthetic.ts';
export { type DataConfig, type DatasetName, datasets, openDataset } from './data/registry.ts';
export { type Split, splitDataset } from './data/split.ts';
export { type StoredSet, storedDataset } from './data/stored.ts';
export {
  type Arrays,
  DeadEngineError,
  type Device,
  type Engine,
  type Executable,
  type Model,
  NoAdapterError,
  type Port,
  type Values,
} from './engine/engine.ts';
export { referenceEngine } from './engine/reference.ts';
export type { Augmentation, Draw, ImageShape } from './gan/augmentations/augmentation.ts';
export { type AugmentationName, augmentation, augmentations } from './gan/augmentations/index.ts';
export { drawNoise, fillFeeds, type NoiseLaw } from './gan/feeds.ts';
export type { Apply, Game, Match, Samples, TermContext } from './gan/game.ts';
export { createGan, type Gan } from './gan/gan.ts';
export { type ObjectiveName, objective, objectives } from './gan/objectives/index.ts';
export { type Halves, type Logits, type Objective, separable } from './gan/objectives/objective.ts';
export { smoothLabels } from './gan/objectives/smoothing.ts';
export { packedShape } from './gan/pack.ts';
export { type PenaltyName, penalties, penalty } from './gan/penalties/index.ts';
export type {
  DiscriminatorContext,
  GeneratorContext,
  Memory,
  Penalty,
  Trained,
} from './gan/penalties/penalty.ts';
export { type RefinementName, refinement, refinements } from './gan/refine/index.ts';
export type { LatentRefinement, Refinement, RejectionSampler } from './gan/refine/refinement.ts';
export { type Stage, splitStep } from './gan/split.ts';
export { inferenceWeights, type StateArray } from './gan/state.ts';
export { buildStep, type GanStep, type StepOptions } from './gan/step.ts';
export type { BatchProgram } from './graph/batch.ts';
export * as graph from './graph/index.ts';
export type { Program } from './graph/program.ts';
export type { Tensor } from './graph/tensor.ts';
export { type GridOptions, gridImage } from './image/grid.ts';
export type { Image } from './image/image.ts';
export { histogramImage, scatterImage } from './image/plot.ts';
export { encodePng } from './image/png.ts';
export { type Coverage, coverageOf, neighbourhoods } from './metrics/coverage.ts';
export { Gauge, metricsOf } from './metrics/gauge.ts';
export { type MetricName, metrics } from './metrics/index.ts';
export type { FeatureNetwork, Figure, Figures, Floor, Metric, Needs } from './metrics/metric.ts';
export { type ModeCoverage, modeCoverage } from './metrics/modes.ts';
export { Classifier, type ClassifierOptions } from './metrics/networks/classifier.ts';
export { digitsNetwork, trainDigits } from './metrics/networks/digits.ts';
export { mobileNetNetwork, mobileNetV2Weights } from './metrics/networks/mobilenet.ts';
export type { OpenNetwork } from './metrics/networks/network.ts';
export { protocolName } from './metrics/protocol.ts';
export { type Infer, inference } from './nn/inference.ts';
export * as layers from './nn/layers/index.ts';
export { Network } from './nn/network.ts';
export { type DcganOptions, dcganDiscriminator, dcganGenerator } from './nn/networks/dcgan.ts';
export { type MaxoutOptions, maxoutNetwork } from './nn/networks/maxout.ts';
export { type MlpOptions, mlp } from './nn/networks/mlp.ts';
export { mobileNetV2Stem } from './nn/networks/mobilenet-v2.ts';
export { type AdamOptions, adam, optimisticAdam } from './nn/optimizers/adam.ts';
export type { Optimizer } from './nn/optimizers/optimizer.ts';
export { rmsprop } from './nn/optimizers/rmsprop.ts';
export { sgd } from './nn/optimizers/sgd.ts';
export { spectralNorm } from './nn/reparametrize/spectral.ts';
export { weightNorm } from './nn/reparametrize/weight.ts';
export type { Schedule } from './nn/schedule.ts';
export { memoryRun } from './run/memory.ts';
export { decodeSafetensors, encodeSafetensors } from './run/safetensors.ts';
export type { Checkpoint, CheckpointTensor, RunStore, StatsRow } from './run/store.ts';
export { buildGan } from './train/build.ts';
export { type Config, configSchema, type PartialConfig } from './train/config.ts';
export {
  type EvaluatedFigure,
  type EvaluateOptions,
  type EvaluateProgress,
  type Evaluation,
  evaluate,
} from './train/evaluate.ts';
export {
  exportDiscriminator,
  exportGenerator,
  type GeneratorInfo,
  generatorInfo,
  type Precision,
} from './train/export.ts';
export { configFields, type Field } from './train/fields.ts';
export { type GeneratedSamples, Generator, type SampleRequest } from './train/generator.ts';
export { History, type HistoryLimits, type Moment } from './train/history.ts';
export { interpolate } from './train/interpolate.ts';
export { type Lint, type LintName, lint, lints } from './train/lint.ts';
export { loadGenerator } from './train/loaded-generator.ts';
export { type Metrics, type TrainEvent, type Training, train } from './train/loop.ts';
export { gaugeOf, type Measured, type MeasureOptions, measure } from './train/measure.ts';
export { type Finding, openFindings } from './train/monitor/monitor.ts';
export type { Measurement } from './train/monitor/probe.ts';
export type { Remedy } from './train/monitor/remedies.ts';
export type { SignKind } from './train/monitor/signs/index.ts';
export type { Overrides } from './train/overrides.ts';
export { picture, realSamples } from './train/pictures.ts';
export type { Plan } from './train/plan.ts';
export { type Recipe, type RecipeName, recipes } from './train/recipes.ts';
export { type RecordEvent, record } from './train/record.ts';
export { type Refined, type RefinedGan, Refiner } from './train/refiner.ts';
export { type ResolveOptions, resolveConfig } from './train/resolve.ts';
export { Sampler } from './train/sampler.ts';
export {
  type ConfigSpec,
  configSpec,
  type OwnOptions,
  ownDataSpec,
  ownSpec,
  type RunSpec,
} from './train/spec.ts';
export { fromTensors, initialState, type State, toTensors } from './train/state.ts';
export { trainedGenerator } from './train/trained-generator.ts';
export {
  type Change,
  NonFiniteError,
  type Snapshot,
  type StepResults,
  Trainer,
} from './train/trainer.ts';
export { drawTruncated } from './train/truncation.ts';
export type { Attribute } from './util/attributes.ts';
export { type Condition, type ConditionValues, classNumber, conditionShape } from './util/condition.ts';
export { UserError } from './util/error.ts';
export { decodeNpy, encodeNpy } from './util/npy.ts';
export { MemoryError, UnreachedError } from './util/platform.ts';
export { Random } from './util/random.ts';
export { VERSION } from './util/version.ts';
