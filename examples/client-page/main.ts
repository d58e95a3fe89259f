import { type Client, load } from 'saddle-gan-client';

const find = <T extends HTMLElement>(id: string) => document.getElementById(id) as T;
const seed = find<HTMLInputElement>('seed');
const kind = find<HTMLSelectElement>('class');
const state = find('state');

const save = find<HTMLAnchorElement>('save');

async function draw(generator: Client): Promise<void> {
  const request = { seed: seed.valueAsNumber || 0, class: kind.value || undefined };
  const image = await generator.sample(request);
  image.draw(find<HTMLCanvasElement>('sample'));
  const file = new Blob([await image.png()]);
  URL.revokeObjectURL(save.href);
  save.href = URL.createObjectURL(file);
  state.textContent = `Seed ${request.seed} on ${generator.device}`;
}

function refuse({ message }: Error): void {
  state.textContent = message;
}

async function start(): Promise<void> {
  const generator = await load('./model.onnx');
  kind.append(...generator.classes.map(name => new Option(name)));
  kind.closest('label')!.hidden = generator.classes.length === 0;
  for (const control of [seed, kind]) control.addEventListener('change', () => draw(generator).catch(refuse));
  await draw(generator);
}

start().catch(refuse);
