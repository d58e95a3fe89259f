// Attacks Saddle as a hostile user, page, file or machine would, and counts what held.
//   npx tsx test/attacks/run.ts                    everything, at full size
//   npx tsx test/attacks/run.ts zips --scale 0.1   one attack, a tenth of it
import { parseArgs } from 'node:util';
import { Tally } from './attack.ts';
import { attacks } from './index.ts';

const { values, positionals } = parseArgs({
  options: { scale: { type: 'string', default: '1' } },
  allowPositionals: true,
});
const unknown = positionals.filter(name => !Object.hasOwn(attacks, name));
if (unknown.length > 0) {
  console.error(`unknown attack '${unknown[0]}'; there are: ${Object.keys(attacks).join(', ')}`);
  process.exit(2);
}

const lines: string[] = [];
let failed = 0;
for (const [name, attack] of Object.entries(attacks)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  console.log(`${name}: ${attack.summary}`);
  const tally = new Tally();
  const begin = performance.now();
  await attack.run(tally, Number(values.scale));
  for (const failure of tally.failures) console.log(`  ✗ ${failure}`);
  lines.push(`${name}: ${tally.line} (${((performance.now() - begin) / 1000).toFixed(1)} s)`);
  failed += tally.failures.length;
}
console.log(`\n${lines.join('\n')}`);
process.exit(failed > 0 ? 1 : 0);
