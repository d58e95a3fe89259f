import { type Client, load } from 'saddle-gan-client';

const find = <T extends HTMLElement>(id: string) => document.getElementById(id) as T;
const seed = find<HTMLInputElement>('seed');
const kind = find<HTMLSelectElement>('class');
const state = find('state');

async function draw(generator: Client): Promise<void> {
  const image = await generator.sample({ seed: seed.valueAsNumber || 0, class: kind.value || undefined });
  image.draw(find<HTMLCanvasElement>('sample'));
  find<HTMLAnchorElement>('save').href = URL.createObjectURL(new Blob([await image.png()]));
  state.textContent = `Seed ${seed.value} on ${generator.device}`;
}

async function start(): Promise<void> {
  const generator = await load('./model.onnx');
  kind.append(...generator.classes.map(name => new Option(name)));
  kind.closest('label')!.hidden = generator.classes.length === 0;
  for (const control of [seed, kind]) control.addEventListener('change', () => draw(generator));
  await draw(generator);
}

start().catch((error: Error) => {
  state.textContent = error.message;
});
