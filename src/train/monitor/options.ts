import type { Dataset } from '../../data/dataset.ts';
import { imagesPerStep } from '../../gan/gan.ts';
import { objective } from '../../gan/objectives/index.ts';
import { buildGan } from '../build.ts';
import type { Config } from '../config.ts';
import type { RunSpec } from '../spec.ts';
import type { MonitorOptions } from './monitor.ts';
import { remediesFor } from './remedies.ts';

/** What the monitor of a run knows of it; remedies are changes of a config, so only a run that has one gets them. */
export function monitorOptions({ gan, plan, config }: RunSpec, data: Dataset): MonitorOptions {
  const run = { data, heldOut: plan.heldOut, imagesPerStep: imagesPerStep(gan) };
  if (!config) return { ...run, objective: gan.objective, labelOfReal: 1, remedies: () => [] };
  const possible = (changed: Config) => {
    try {
      return buildGan(changed, data) !== undefined;
    } catch {
      return false;
    }
  };
  return {
    ...run,
    objective: objective(config.objective),
    objectiveName: config.objective.kind,
    labelOfReal: config.labelSmoothing,
    remedies: kind => remediesFor(kind, config, possible),
  };
}
