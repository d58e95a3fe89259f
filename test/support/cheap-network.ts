import type { FeatureNetwork } from '../../src/metrics/metric.ts';
import { Random } from '../../src/util/random.ts';

const [FEATURES, CLASSES] = [64, 10];

/**
 * A network that costs nothing to train: rectified random projections, and as probabilities of a class how near the mean features of its
 * images are.
 * @param images [n, length], labelled
 */
export function cheapNetwork(images: Float32Array, labels: Int32Array, length: number): FeatureNetwork {
  const weights = new Random(1, 'cheap').normals(new Float32Array(FEATURES * length));
  const featuresOf = (samples: Float32Array, count: number) => {
    const values = new Float32Array(count * FEATURES);
    for (let i = 0; i < count; i++) {
      for (let f = 0; f < FEATURES; f++) {
        let sum = 0;
        for (let c = 0; c < length; c++) sum += weights[f * length + c] * samples[i * length + c];
        values[i * FEATURES + f] = Math.max(0, sum / Math.sqrt(length));
      }
    }
    return values;
  };
  const known = featuresOf(images, labels.length);
  const means = new Float64Array(CLASSES * FEATURES);
  const sizes = new Float64Array(CLASSES);
  for (const label of labels) sizes[label]++;
  for (const [i, label] of labels.entries()) {
    for (let f = 0; f < FEATURES; f++) means[label * FEATURES + f] += known[i * FEATURES + f] / sizes[label];
  }
  const probabilitiesOf = (values: Float32Array, count: number) => {
    const probabilities = new Float32Array(count * CLASSES);
    for (let i = 0; i < count; i++) {
      const weightsOf = Array.from({ length: CLASSES }, (_, k) => {
        let square = 0;
        for (let f = 0; f < FEATURES; f++)
          square += (values[i * FEATURES + f] - means[k * FEATURES + f]) ** 2;
        return -2 * square;
      });
      const most = Math.max(...weightsOf);
      const total = weightsOf.reduce((sum, w) => sum + Math.exp(w - most), 0);
      for (let k = 0; k < CLASSES; k++)
        probabilities[i * CLASSES + k] = Math.exp(weightsOf[k] - most) / total;
    }
    return probabilities;
  };
  return {
    name: 'random projections',
    short: 'random',
    protocol: `${FEATURES} rectified random projections`,
    classes: Array.from({ length: CLASSES }, (_, k) => String(k)),
    async look(samples, count) {
      const values = featuresOf(samples, count);
      return { values, size: FEATURES, probabilities: probabilitiesOf(values, count) };
    },
  };
}
