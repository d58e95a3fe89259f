import type { Tensor } from '../../graph/tensor.ts';
import { forms } from './forms.ts';
import type { Layout, Placed } from './layout.ts';
import type { Call } from './trace.ts';

const NAMES = ['x', 'h', 'a', 'b', 'c', 'd', 'e', 'f', 'g'];

/** The class of a network in PyTorch, such as `Generator`. @param given name of what it takes, such as `z` */
export function torchClass(layout: Layout, name: string, given: string, about: string): string {
  const condition = layout.trace.network.condition ? ', y' : '';
  return [
    `class ${name}(nn.Module):`,
    `    """${about}"""`,
    '',
    '    def __init__(self):',
    '        super().__init__()',
    ...declarations(layout.modules).map(line => `        ${line}`),
    '',
    `    def forward(self, ${given}${condition}):`,
    ...statements(layout, given).map(line => `        ${line}`),
  ].join('\n');
}

/** The modules in order, each after those that it is part of. */
function declarations(modules: readonly Placed[]): string[] {
  const known = new Set<string>();
  const lines: string[] = [];
  for (const { path, python } of modules) {
    const parts = path.split('.');
    for (let i = 1; i < parts.length; i++) {
      const around = parts.slice(0, i).join('.');
      if (known.has(around)) continue;
      known.add(around);
      lines.push(`self.${around} = nn.Module()`);
    }
    known.add(path);
    lines.push(`self.${path} = ${python}`);
  }
  return lines;
}

/** One assignment for each call; activations stand around what they are given. */
function statements({ trace: { calls, input, output }, site }: Layout, given: string): string[] {
  const uses = new Map<Tensor, number>();
  for (const { inputs } of calls) for (const x of inputs) uses.set(x, (uses.get(x) ?? 0) + 1);
  const names = new Map([[input, given]]);
  const free = NAMES.filter(name => name !== given);
  const lines: { target: string; python: string; made: Tensor }[] = [];
  const left = new Map(uses);
  for (const call of calls) {
    const last = lines.at(-1);
    const nested = forms[call.kind]?.inline && last?.made === call.inputs[0] && uses.get(last.made) === 1;
    const operands = call.inputs.map(x => (nested ? last!.python : names.get(x)!));
    for (const x of call.inputs) {
      left.set(x, left.get(x)! - 1);
      if (left.get(x) === 0 && names.get(x) !== given) free.unshift(names.get(x)!);
    }
    if (nested) lines.pop();
    const target = nested ? last!.target : free.shift()!;
    if (nested) free.splice(free.indexOf(target), 1);
    names.set(call.output, target);
    lines.push({ target, python: written(call, operands, site), made: call.output });
  }
  const last = lines.at(-1);
  if (last?.made !== output) return [...lines.map(said), `return ${names.get(output)}`];
  return [...lines.slice(0, -1).map(said), `return ${last.python}`];
}

const said = ({ target, python }: { readonly target: string; readonly python: string }) =>
  `${target} = ${python}`;

function written(call: Call, operands: readonly string[], site: Layout['site']): string {
  if (call.kind === 'add') return operands.join(' + ');
  if (call.kind === 'mul') return operands.join(' * ');
  return forms[call.kind].call(site(call), operands[0]);
}
