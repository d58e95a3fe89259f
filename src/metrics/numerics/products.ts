import type { Engine, Model } from '../../engine/engine.ts';
import { OnnxGraph, onnxModel } from '../../graph/onnx/graph.ts';

/** Values of A Bᵀ, [rows of A, rows of B]. */
export type Product = Float32Array | Float64Array;

/** Data types of ONNX. */
const [FLOAT, DOUBLE] = [1, 11];
/** Below this many multiplications a call of the engine costs more than it saves. */
const LEAST = 1e6;

/** Products A Bᵀ of matrices with rows of `width` numbers: by the engine where there is one that is faster, else by hand. */
export class Products {
  private readonly engine: Engine | undefined;
  private readonly models: { double?: Promise<Model>; single?: Promise<Model> } = {};

  constructor(engine?: Engine) {
    this.engine = engine?.device === 'reference' ? undefined : engine;
  }

  /** In double precision, to 48 bits. */
  async double(a: Float32Array, b: Float32Array, width: number): Promise<Float64Array> {
    if (!this.engine || !hasDoubles(this.engine) || small(a, b, width)) return byHand(a, b, width);
    this.models.double ??= this.engine.load(doubleModel());
    const { high, low } = await run(await this.models.double, a, b, width);
    const product = new Float64Array(high.length);
    for (let i = 0; i < product.length; i++) product[i] = high[i] + low[i];
    return product;
  }

  /** In single precision: each within (width + 2)·2⁻²⁴ of Σ |aᵢ bᵢ|. */
  async single(a: Float32Array, b: Float32Array, width: number): Promise<Product> {
    if (!this.engine || small(a, b, width)) return byHand(a, b, width);
    if (this.engine.device === 'cuda') return this.double(a, b, width); // its products of floats keep 10 bits
    this.models.single ??= this.engine.load(singleModel());
    return (await run(await this.models.single, a, b, width)).high;
  }
}

/** WebGPU has no doubles, and browsers no fast ones. */
const hasDoubles = ({ device }: Engine) => device === 'cpu' || device === 'cuda';

const small = (a: Float32Array, b: Float32Array, width: number) => (a.length / width) * b.length < LEAST;

async function run(model: Model, a: Float32Array, b: Float32Array, width: number) {
  const matrix = (data: Float32Array) => ({ data, shape: [data.length / width, width] });
  const results = await model.run({ a: matrix(a), b: matrix(b) });
  return { high: results.high.data as Float32Array, low: results.low?.data as Float32Array };
}

/** Takes and gives floats; the product of doubles comes as a float and what it lacks. */
function doubleModel(): Uint8Array {
  const graph = operands();
  const cast = (value: string, to: number) => graph.node('Cast', [value], { to });
  const product = multiply(graph, cast('a', DOUBLE), cast('b', DOUBLE));
  const high = cast(product, FLOAT);
  graph.addNode('Identity', [high], ['high']);
  graph.addNode('Cast', [graph.node('Sub', [product, cast(high, DOUBLE)])], ['low'], { to: FLOAT });
  graph.output('high', 'float', ['n', 'm']);
  graph.output('low', 'float', ['n', 'm']);
  return onnxModel(graph);
}

function singleModel(): Uint8Array {
  const graph = operands();
  graph.addNode('Identity', [multiply(graph, 'a', 'b')], ['high']);
  graph.output('high', 'float', ['n', 'm']);
  return onnxModel(graph);
}

function operands(): OnnxGraph {
  const graph = new OnnxGraph();
  graph.input('a', 'float', ['n', 'width']);
  graph.input('b', 'float', ['m', 'width']);
  return graph;
}

const multiply = (graph: OnnxGraph, a: string, b: string) =>
  graph.node('MatMul', [a, graph.node('Transpose', [b])]);

/** Four rows of B at once, so that each number of A is read once for them. */
function byHand(a: Float32Array, b: Float32Array, width: number): Float64Array {
  const [n, m] = [a.length / width, b.length / width];
  const product = new Float64Array(n * m);
  for (let i = 0; i < n; i++) {
    const row = i * width;
    let j = 0;
    for (; j + 4 <= m; j += 4) {
      const r0 = j * width;
      const [r1, r2, r3] = [r0 + width, r0 + 2 * width, r0 + 3 * width];
      let [s0, s1, s2, s3] = [0, 0, 0, 0];
      for (let c = 0; c < width; c++) {
        const x = a[row + c];
        s0 += x * b[r0 + c];
        s1 += x * b[r1 + c];
        s2 += x * b[r2 + c];
        s3 += x * b[r3 + c];
      }
      const at = i * m + j;
      product[at] = s0;
      product[at + 1] = s1;
      product[at + 2] = s2;
      product[at + 3] = s3;
    }
    for (; j < m; j++) {
      let sum = 0;
      for (let c = 0; c < width; c++) sum += a[row + c] * b[j * width + c];
      product[i * m + j] = sum;
    }
  }
  return product;
}
