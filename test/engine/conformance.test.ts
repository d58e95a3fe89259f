import { expect, it } from 'vitest';
import type { Arrays, Engine, Executable } from '../../src/engine/engine.ts';
import { referenceEngine } from '../../src/engine/reference.ts';
import { ops } from '../../src/graph/ops/index.ts';
import { faults } from './conformance.ts';

/** The reference engine with a fault. */
function faulty(spoil: (executable: Executable) => Partial<Executable>): Engine {
  return {
    ...referenceEngine,
    compile: async program => {
      const executable = await referenceEngine.compile(program);
      const sound: Executable = {
        write: values => executable.write(values),
        read: names => executable.read(names),
        run: (steps, inputs) => executable.run(steps, inputs),
        dispose: () => executable.dispose(),
      };
      return { ...sound, ...spoil(executable) };
    },
  };
}

const scaled = (results: Record<string, Float32Array>, factor: number) =>
  Object.fromEntries(Object.entries(results).map(([name, values]) => [name, values.map(v => v * factor)]));

async function broken(engine: Engine): Promise<string[]> {
  return Object.entries(await faults(engine)).flatMap(([name, fault]) => (fault === null ? [] : [name]));
}

it('the suite finds every op wrong on an engine that is off by a thousandth', async () => {
  const engine = faulty(executable => ({
    run: async (steps, inputs) => scaled(await executable.run(steps, inputs), 1.001),
  }));
  const names = await broken(engine);
  for (const op of Object.keys(ops)) {
    expect(names).toContain(`${op}: value, gradient and second-order gradient`);
  }
});

it('the suite notices state that a call forgets', async () => {
  const engine = faulty(executable => {
    let written: Arrays = {};
    return {
      write: async values => {
        written = { ...written, ...values };
        await executable.write(values);
      },
      run: async (steps, inputs) => {
        const results = await executable.run(steps, inputs);
        await executable.write(written);
        return results;
      },
    };
  });
  expect(await broken(engine)).toEqual(
    expect.arrayContaining([
      'six steps of Adam equal the interpreter',
      'one call of six steps equals six of one and three of two, bit for bit',
      'carried tensors may be swapped, take one value, and be outputs too',
      'training steps of a MLP GAN equal the interpreter',
    ]),
  );
});
