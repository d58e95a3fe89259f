// TensorFlow.js contender: whole GAN training steps (one D update, one G update, Adam) on the WASM backend.
// Plain JavaScript, so that type-checking the project does not need bench/node_modules.
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { readFileSync } from 'node:fs';
import { serve } from './protocol.ts';

const SLOPE = 0.2;
const leaky = x => tf.leakyRelu(x, SLOPE);

/** A stack of dense layers; product and bias apart, which trains up to a quarter faster than `tf.fused.matMul`. */
function dense(sizes, hidden, output = x => x) {
  const layers = sizes.slice(1).map((fanOut, i) => {
    const bound = Math.sqrt(6 / (sizes[i] + fanOut)); // Glorot uniform, the default of tfjs-layers
    return {
      kernel: tf.variable(tf.randomUniform([sizes[i], fanOut], -bound, bound)),
      bias: tf.variable(tf.zeros([fanOut])),
    };
  });
  const layer = (x, { kernel, bias }) => tf.add(tf.matMul(x, kernel), bias);
  const last = layers.length - 1;
  return {
    apply: x => layers.reduce((h, l, i) => (i < last ? hidden : output)(layer(h, l)), x),
    variables: layers.flatMap(l => [l.kernel, l.bias]),
  };
}

/** Eight points on the unit circle, each blurred by 0.01. */
function ring() {
  const points = Array.from({ length: 8 }, (_, i) => [
    Math.cos((i * Math.PI) / 4),
    Math.sin((i * Math.PI) / 4),
  ]);
  const centres = tf.tensor2d(points);
  return m => {
    const mode = tf.randomUniform([m], 0, 8, 'int32');
    return tf.add(tf.gather(centres, mode), tf.randomNormal([m, 2], 0, 0.01));
  };
}

/** Digits with pixels in [low, 1]. */
function images(low) {
  return path => {
    const pixels = Float32Array.from(readFileSync(path), byte => low + ((1 - low) * byte) / 255);
    const data = tf.tensor2d(pixels, [pixels.length / 784, 784]);
    return m => tf.gather(data, tf.randomUniform([m], 0, data.shape[0], 'int32'));
  };
}

const rows = {
  toy: {
    batch: 128,
    latent: 2,
    data: ring,
    networks: () => [dense([2, 32, 32, 2], tf.relu), dense([2, 32, 32, 1], tf.relu)],
  },
  mlp: {
    batch: 64,
    latent: 100,
    data: images(-1),
    networks: () => [dense([100, 256, 256, 784], leaky, tf.tanh), dense([784, 256, 256, 1], leaky)],
  },
  'big-mlp': {
    batch: 100,
    latent: 100,
    data: images(0),
    networks: () => [dense([100, 1200, 1200, 784], tf.relu, tf.sigmoid), dense([784, 1200, 1200, 1], leaky)],
  },
};

/** One D update, one G update. Returns the two losses, to be disposed of by the caller. */
function compile({ batch, latent, data, networks }, digits) {
  const [G, D] = networks();
  const real = data(digits);
  const adam = [D, G].map(() => tf.train.adam(2e-4, 0.5, 0.999, 1e-8));
  const noise = () => tf.randomNormal([batch, latent]);
  const step = () => {
    const x = real(batch);
    const fake = G.apply(noise());
    const lossD = () => tf.add(tf.mean(tf.softplus(tf.neg(D.apply(x)))), tf.mean(tf.softplus(D.apply(fake))));
    const lossG = () => tf.mean(tf.softplus(tf.neg(D.apply(G.apply(noise())))));
    return [adam[0].minimize(lossD, true, D.variables), adam[1].minimize(lossG, true, G.variables)];
  };
  const parameters = [...G.variables, ...D.variables].reduce((sum, v) => sum + v.size, 0);
  return { step: () => tf.tidy(step), parameters };
}

async function setup({ row, digits, device }) {
  if (device !== 'cpu') return { cannot: 'it has no GPU in Node without native packages' };
  if (!rows[row]) return { cannot: 'its WASM backend has no gradient kernel for convolutions' };
  await tf.setBackend('wasm');
  await tf.ready();
  const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
  const threads = await tf.env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT');
  const { step, parameters } = compile(rows[row], digits);
  return {
    version: `tfjs ${tf.version.tfjs} (wasm${simd ? ', SIMD' : ''}${threads ? ', threads' : ', 1 thread'})`,
    parameters,
    async steps(count) {
      let losses = [];
      for (let i = 0; i < count; i++) {
        tf.dispose(losses);
        losses = step();
      }
      const [lossD, lossG] = losses.map(loss => loss.dataSync()[0]);
      tf.dispose(losses);
      return { lossD, lossG };
    },
  };
}

serve(setup);
