import { Command } from 'commander';
import type { Arguments, ListedFunction } from '../theory/functions.ts';
import { print, printJson } from './terminal.ts';
import { columns } from './text.ts';

/** Options as commander hands them over: text. */
interface Given {
  p?: string;
  q?: string;
  joint?: string;
  at?: string;
  alpha?: string;
  order?: string;
  bandwidth?: string;
  objective?: string;
  bits?: boolean;
  json?: boolean;
  plot?: string;
}

/** `saddle theory`: the mathematics of GANs as numbers and pictures. Everything heavy loads on use. */
export function theoryCommand(): Command {
  return new Command('theory')
    .description('compute a quantity of the theory of GANs; without a function, list them')
    .argument('[function]', 'what to compute, such as jsd or optimum')
    .option('--p <law>', 'data: probabilities 0.5,0.5 or a law such as normal:0,1')
    .option('--q <law>', 'generator: the same')
    .option('--joint <table>', 'joint law, rows apart by slashes: 0.5,0/0,0.5')
    .option('--at <number>', 'a place, level or probability')
    .option('--alpha <number>', 'order of the Rényi divergence')
    .option('--order <number>', 'order of the Wasserstein distance')
    .option('--bandwidth <number>', 'of the Gaussian kernel')
    .option('--objective <name>', 'whose virtual criterion')
    .option('--bits', 'information in bits instead of nats')
    .option('--json', 'as one JSON object, also the list')
    .option('--plot <file>', 'draw the laws, D* and the integrand to FILE.svg or FILE.png')
    .action(run);
}

async function run(name: string | undefined, given: Given): Promise<void> {
  const { evaluate, functions, listedFunction } = await import('../theory/functions.ts');
  if (name === undefined) {
    const { distributions, planar } = await import('../theory/distributions/registry.ts');
    const families = { ...distributions, ...planar };
    if (given.json) printJson(listing(functions, families));
    else print(`${list(functions)}\n${laws(families)}`);
    return;
  }
  const f = listedFunction(name);
  const { bits, json, plot, ...texts } = given;
  const values = await readArguments(texts);
  if (plot !== undefined) await checkPlot(name, plot, values);
  const value = evaluate(name, values, { bits });
  const unit = f.information ? (bits ? 'bits' : 'nats') : undefined;
  const jsonValue = Number.isFinite(value) ? value : String(value);
  if (json) printJson({ function: name, value: jsonValue, unit, formula: f.formula });
  else print(`${name} = ${shown(value)}${unit ? ` ${unit}` : ''}\n${f.formula}`);
  if (plot !== undefined) {
    await draw(plot, `${name} = ${shown(value, 6).replace('-', '−')}${unit ? ` ${unit}` : ''}`, f, values);
    if (!json) print(`drawn to ${plot}`);
  }
}

/** What `--json` prints of the list. */
function listing(
  functions: Record<string, ListedFunction>,
  families: Record<string, { defaults: object; summary: string }>,
) {
  return {
    functions: Object.entries(functions).map(([name, f]) => ({
      name,
      summary: f.summary,
      formula: f.formula,
      takes: f.takes,
      defaults: f.defaults ?? {},
    })),
    laws: Object.entries(families).map(([name, { defaults, summary }]) => ({
      name,
      summary,
      options: defaults,
    })),
  };
}

function list(functions: Record<string, ListedFunction>): string {
  const rows = Object.entries(functions).map(([name, f]) => [
    `  ${name}`,
    f.takes.map(k => (f.defaults && k in f.defaults ? `[--${k}]` : `--${k}`)).join(' '),
    f.summary,
  ]);
  return `Functions (saddle theory NAME ...):\n${columns(rows)}`;
}

function laws(families: Record<string, { defaults: object; summary: string }>): string {
  const rows = Object.entries(families)
    .filter(([name]) => name !== 'mixture')
    .map(([name, { defaults, summary }]) => [
      `  ${name}:${Object.keys(defaults).join(',').replace('probabilities,values', 'probabilities')}`,
      summary,
    ]);
  return [
    '',
    'Laws, numbers in this order, any left out from the right; probabilities 0.5,0.5;',
    'or a mixture 0.3*normal:-1,0.5+0.7*normal:2,1:',
    columns(rows),
  ].join('\n');
}

/** Twelve digits, without trailing zeros. */
function shown(value: number, digits = 12): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(digits))) : value > 0 ? '∞' : String(value);
}

async function readArguments(texts: Omit<Given, 'bits' | 'json' | 'plot'>): Promise<Partial<Arguments>> {
  const { parseLaw } = await import('../theory/distributions/parse.ts');
  const { UserError } = await import('../util/error.ts');
  const number = (key: string, text: string) => {
    const value = text.trim() === '' ? NaN : Number(text);
    if (Number.isNaN(value)) throw new UserError(`--${key}: expected a number, got '${text}'; write 0.5`);
    return value;
  };
  const read: { [K in keyof Arguments]: (text: string) => Arguments[K] } = {
    p: text => parseLaw(text, '--p'),
    q: text => parseLaw(text, '--q'),
    joint: text => text.split('/').map(row => row.split(',').map(cell => number('joint', cell))),
    at: text => number('at', text),
    alpha: text => number('alpha', text),
    order: text => number('order', text),
    bandwidth: text => number('bandwidth', text),
    objective: text => text,
  };
  const entries = Object.entries(texts) as [keyof Arguments, string][];
  return Object.fromEntries(entries.map(([key, text]) => [key, read[key](text)]));
}

async function checkPlot(name: string, file: string, values: Partial<Arguments>): Promise<void> {
  const { UserError } = await import('../util/error.ts');
  if (!/\.(svg|png)$/i.test(file)) {
    throw new UserError(`--plot: expected a file that ends in .svg or .png, got '${file}'; rename it`);
  }
  if (!values.p) throw new UserError(`--plot: expected a function of laws, got ${name}; give --p`);
}

async function draw(
  file: string,
  title: string,
  f: ListedFunction,
  { p, q }: Partial<Arguments>,
): Promise<void> {
  const [{ lawsFigure }, { renderSvg }, { writeFile }] = await Promise.all([
    import('../theory/plot/laws.ts'),
    import('../theory/plot/chart.ts'),
    import('node:fs/promises'),
  ]);
  const svg = renderSvg(lawsFigure(title, p!, q, f.term && { label: f.formula, term: f.term }));
  const bytes = /\.svg$/i.test(file) ? svg : await (await import('../experiments/figure.ts')).rasterize(svg);
  try {
    await writeFile(file, bytes);
  } catch (error) {
    const { UserError } = await import('../util/error.ts');
    throw new UserError(
      `--plot: expected a file that can be written, got '${file}' (${(error as Error).message}); choose another`,
    );
  }
}
