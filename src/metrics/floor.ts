import {
  type Draws,
  type Floor,
  type Floors,
  type Given,
  type Metric,
  pointOf,
  type Scores,
} from './metric.ts';
import { resampled } from './reals.ts';

/** What a perfect generator scores by a metric. */
export async function floorsOf(metric: Metric, prepared: unknown, given: Given): Promise<Floors> {
  const { floor } = metric;
  return typeof floor === 'function' ? floor(given) : drawn(metric, prepared, given, floor);
}

async function drawn(
  metric: Metric,
  prepared: unknown,
  given: Given,
  { draws, first }: Draws,
): Promise<Floors> {
  const rows: Scores[] = [];
  for (let i = 0; i < draws; i++) {
    rows.push(await metric.compute(await resampled(given, given.seed + first + i), prepared));
  }
  const names = Object.keys(metric.figures);
  return Object.fromEntries(names.map(name => [name, momentsOf(rows.map(row => pointOf(row[name])))]));
}

function momentsOf(values: readonly number[]): Floor {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  const squares = values.reduce((sum, v) => sum + (v - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (values.length - 1)) };
}
