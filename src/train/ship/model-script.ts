import type { NoiseLaw } from '../../gan/feeds.ts';
import type { GeneratorInfo } from '../export.ts';
import type { TargetOptions } from './target.ts';

/** The classes of the networks as Python. */
interface Classes {
  readonly generator: string;
  readonly discriminator?: string;
}

const DRAWN: Readonly<Record<NoiseLaw, string>> = {
  normal: 'torch.randn(count, DIM, generator=random)',
  uniform: '2 * torch.rand(count, DIM, generator=random) - 1',
  'uniform-unit': '(2 * torch.rand(count, DIM, generator=random) - 1) * 3**0.5',
  'uniform-01': 'torch.rand(count, DIM, generator=random)',
};

/** `model.py`: the networks, what reads their weights, and a command that samples. */
export function modelScript(
  info: GeneratorInfo,
  { stem }: Pick<TargetOptions, 'stem'>,
  classes: Classes,
): string {
  const networks = [classes.generator, ...(classes.discriminator ? [classes.discriminator] : [])];
  const body = networks.join('\n\n\n');
  return [head(info, body), ...helpers(body), body, tail(info, stem)].join('\n\n\n');
}

function head({ data, step, latent, condition }: GeneratorInfo, body: string): string {
  const norms = ['spectral_norm', 'weight_norm'].filter(name => body.includes(`${name}(`));
  const classNames = condition?.kind === 'class' ? [`CLASSES = ${JSON.stringify(condition.names)}`] : [];
  return [
    `"""A generator that Saddle trained for ${step} steps on ${data}: python3 model.py --count 16 --seed 0. Needs torch and numpy."""`,
    '',
    'import argparse',
    'import json',
    'from pathlib import Path',
    '',
    'import numpy',
    'import torch',
    'from torch import nn',
    'from torch.nn import functional as F',
    ...(norms.length > 0 ? [`from torch.nn.utils import ${norms.join(', ')}`] : []),
    '',
    `DIM = ${latent.dim}`,
    ...classNames,
  ].join('\n');
}

const KERNEL =
  'KERNEL = torch.tensor([0.25, 0.75, 0.75, 0.25]).outer(torch.tensor([0.25, 0.75, 0.75, 0.25]))';
const DOUBLE = `def double(x):
    """Twice the sides, smoothly."""
    return F.conv_transpose2d(x, KERNEL.to(x).expand(x.shape[1], 1, 4, 4), stride=2, padding=1, groups=x.shape[1])`;
const HALVE = `def halve(x):
    """Half the sides, smoothly."""
    return F.conv2d(x, KERNEL.to(x).expand(x.shape[1], 1, 4, 4) / 4, stride=2, padding=1, groups=x.shape[1])`;

/** What the classes call that is no part of PyTorch. */
function helpers(body: string): string[] {
  const used = [...(body.includes('double(') ? [DOUBLE] : []), ...(body.includes('halve(') ? [HALVE] : [])];
  return used.length > 0 ? [KERNEL, ...used] : [];
}

function tail({ latent, condition }: GeneratorInfo, stem: string): string {
  const [flag, given, drawn] = conditionOf(condition);
  return `def read(path):
    """The arrays of a safetensors file by name: a length, a JSON header, little-endian numbers."""
    data = Path(path).read_bytes()
    start = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:start])
    header.pop("__metadata__", None)
    arrays = {}
    for name, info in header.items():
        first, last = info["data_offsets"]
        numbers = torch.frombuffer(bytearray(data[start + first : start + last]), dtype=torch.float32)
        arrays[name] = numbers.reshape(info["shape"])
    return arrays


def load(network, path):
    """A network with the weights of a file, ready to be used."""
    network.load_state_dict(read(path))
    return network.eval()


def latents(count, seed=0):
    """The noise of a seed, by the law of the training: ${latent.distribution}."""
    random = torch.Generator().manual_seed(seed)
    return ${DRAWN[latent.distribution]}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Writes samples as a NumPy file, images as [n, C, H, W].")
    parser.add_argument("--count", type=int, default=16)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--z", help="NumPy file of latents [n, DIM], instead of a seed")${flag}
    parser.add_argument("--out", default="samples.npy")
    given = parser.parse_args()
    generator = load(Generator(), Path(__file__).parent / "${stem}.safetensors")
    z = torch.from_numpy(numpy.load(given.z)) if given.z else latents(given.count, given.seed)
${drawn}    with torch.no_grad():
        numpy.save(given.out, generator(z${given}).numpy())
`;
}

/** Python of the flag, the argument and the values of a condition. */
function conditionOf(condition: GeneratorInfo['condition']): [flag: string, given: string, drawn: string] {
  if (!condition) return ['', '', ''];
  const isClass = condition.kind === 'class';
  const what = isClass ? 'class numbers [n]; default: all in turn' : 'conditions [n, ...]';
  const other = isClass
    ? 'torch.arange(len(z)) % len(CLASSES)'
    : 'parser.error("expected --y, the conditions of the samples")';
  return [
    `\n    parser.add_argument("--y", help="NumPy file of ${what}")`,
    ', y',
    `    y = torch.from_numpy(numpy.load(given.y)) if given.y else ${other}\n`,
  ];
}
