"""PyTorch contender: whole GAN training steps (one D update, one G update, Adam) in eager mode.

On a GPU its data stay on the card; CUDA serves `--device webgpu` and `--device cuda` alike.

Speaks bench/protocol.ts: JSON lines on stdin and stdout. Needs Debian's python3-torch (1.13, OpenBLAS).
Written as a careful user would: no gradient through G in the D step, and in the G step only G's gradients.
"""

import json
import math
import sys
import time

import numpy as np
import torch
from torch import nn
from torch.nn.functional import softplus
from torch.nn.utils.parametrizations import spectral_norm

SLOPE = 0.2


def dense_stack(sizes, hidden, output=None):
    layers = []
    for i, (fan_in, fan_out) in enumerate(zip(sizes, sizes[1:])):
        layers.append(nn.Linear(fan_in, fan_out))
        if i < len(sizes) - 2:
            layers.append(hidden())
    return nn.Sequential(*layers, *([output()] if output else []))


def leaky():
    return nn.LeakyReLU(SLOPE)


def toy():
    return dense_stack([2, 32, 32, 2], nn.ReLU), dense_stack([2, 32, 32, 1], nn.ReLU)


def mlp():
    return dense_stack([100, 256, 256, 784], leaky, nn.Tanh), dense_stack([784, 256, 256, 1], leaky)


def big_mlp():
    return dense_stack([100, 1200, 1200, 784], nn.ReLU, nn.Sigmoid), dense_stack([784, 1200, 1200, 1], leaky)


def dcgan():
    g = nn.Sequential(
        nn.Linear(100, 7 * 7 * 128), nn.Unflatten(1, (128, 7, 7)), nn.BatchNorm2d(128), nn.ReLU(),
        nn.ConvTranspose2d(128, 64, 4, 2, 1), nn.BatchNorm2d(64), nn.ReLU(),
        nn.ConvTranspose2d(64, 1, 4, 2, 1), nn.Tanh(),
    )
    d = nn.Sequential(
        nn.Conv2d(1, 64, 4, 2, 1), leaky(),
        nn.Conv2d(64, 128, 4, 2, 1), nn.BatchNorm2d(128), leaky(),
        nn.Flatten(), nn.Linear(7 * 7 * 128, 1),
    )
    return g, d


def notebook():
    """The networks of the recipe mnist-dcgan."""

    def norm(channels):
        return nn.BatchNorm2d(channels, eps=1e-3, momentum=0.01)

    g = nn.Sequential(
        nn.Linear(100, 7 * 7 * 256), nn.Unflatten(1, (256, 7, 7)),
        nn.ConvTranspose2d(256, 128, 3, 2, 1, output_padding=1), norm(128), nn.LeakyReLU(0.01),
        nn.ConvTranspose2d(128, 64, 3, 1, 1), norm(64), nn.LeakyReLU(0.01),
        nn.ConvTranspose2d(64, 1, 3, 2, 1, output_padding=1), nn.Tanh(),
    )
    d = nn.Sequential(
        nn.Conv2d(1, 32, 3, 2, 1), nn.LeakyReLU(0.01),
        nn.Conv2d(32, 64, 3, 2, 1), norm(64), nn.LeakyReLU(0.01),
        nn.Conv2d(64, 128, 3, 2, 1), norm(128), nn.LeakyReLU(0.01),
        nn.Flatten(), nn.Linear(4 * 4 * 128, 1),
    )
    return g, d


def emoji():
    def up(a, b):
        return nn.ConvTranspose2d(a, b, 4, 2, 1)

    def norm(channels):
        return [nn.BatchNorm2d(channels), nn.ReLU()]

    g = nn.Sequential(
        nn.Linear(64, 4 * 4 * 128), nn.Unflatten(1, (128, 4, 4)), *norm(128),
        up(128, 64), *norm(64), up(64, 32), *norm(32), up(32, 3), nn.Tanh(),
    )
    d = nn.Sequential(
        nn.Conv2d(3, 32, 4, 2, 1), leaky(), nn.Conv2d(32, 64, 4, 2, 1), leaky(), nn.Conv2d(64, 128, 4, 2, 1), leaky(),
        nn.Flatten(), nn.Linear(4 * 4 * 128, 1),
    )
    return g, d


def sngan():
    def up(a, b):
        return [nn.ConvTranspose2d(a, b, 4, 2, 1), nn.BatchNorm2d(b), nn.ReLU()]

    def down(a, b, kernel):
        return [spectral_norm(nn.Conv2d(a, b, kernel, kernel - 2, 1)), nn.LeakyReLU(0.1)]

    g = nn.Sequential(
        nn.Linear(128, 4 * 4 * 512), nn.Unflatten(1, (512, 4, 4)), nn.BatchNorm2d(512), nn.ReLU(),
        *up(512, 256), *up(256, 128), *up(128, 64), nn.Conv2d(64, 3, 3, 1, 1), nn.Tanh(),
    )
    d = nn.Sequential(
        *down(3, 64, 3), *down(64, 128, 4), *down(128, 128, 3), *down(128, 256, 4), *down(256, 256, 3),
        *down(256, 512, 4), *down(512, 512, 3), nn.Flatten(), spectral_norm(nn.Linear(4 * 4 * 512, 1)),
    )
    return g, d


# name -> networks, batch m, latent size, sampler of m real rows
def ring(_digits, device):
    angle = torch.arange(8, device=device) * (2 * math.pi / 8)
    centres = torch.stack([angle.cos(), angle.sin()], 1)
    return lambda m: centres[torch.randint(8, (m,), device=device)] + 0.01 * torch.randn(m, 2, device=device)


def images(low, shape):
    def load(path, device):
        pixels = torch.from_numpy(np.fromfile(path, np.uint8).astype(np.float32) / 255)
        whole = len(pixels) // math.prod(shape) * math.prod(shape)  # colour rows cut the digits into images of their own size
        data = (low + (1 - low) * pixels[:whole]).reshape(-1, *shape).to(device)
        return lambda m: data[torch.randint(len(data), (m,), device=device)]

    return load


ROWS = {
    "toy": (toy, 128, 2, ring),
    "mlp": (mlp, 64, 100, images(-1, (784,))),
    "big-mlp": (big_mlp, 100, 100, images(0, (784,))),
    "dcgan": (dcgan, 64, 100, images(-1, (1, 28, 28))),
    "mnist-dcgan": (notebook, 128, 100, images(-1, (1, 28, 28))),
    "emoji": (emoji, 64, 64, images(-1, (3, 32, 32))),
    "sngan": (sngan, 64, 128, images(-1, (3, 32, 32))),
}


class Step:
    """Algorithm 1 with k = 1 and the non-saturating generator loss."""

    def __init__(self, row, digits, device):
        networks, self.m, self.latent, data = ROWS[row]
        torch.manual_seed(1)
        self.g, self.d = (network.to(device) for network in networks())
        self.real = data(digits, device)
        self.device = device
        self.g_params, self.d_params = list(self.g.parameters()), list(self.d.parameters())
        self.g_adam = torch.optim.Adam(self.g_params, 2e-4, (0.5, 0.999))
        self.d_adam = torch.optim.Adam(self.d_params, 2e-4, (0.5, 0.999))
        self.losses = None

    def parameters(self):
        return sum(p.numel() for p in self.g_params + self.d_params)

    def noise(self):
        return torch.randn(self.m, self.latent, device=self.device)

    def __call__(self):
        with torch.no_grad():
            fake = self.g(self.noise())
        d_loss = softplus(-self.d(self.real(self.m))).mean() + softplus(self.d(fake)).mean()
        self.d_adam.zero_grad(set_to_none=True)
        d_loss.backward()
        self.d_adam.step()

        g_loss = softplus(-self.d(self.g(self.noise()))).mean()
        self.g_adam.zero_grad(set_to_none=True)
        g_loss.backward(inputs=self.g_params)  # D's weight gradients are not computed
        self.g_adam.step()
        self.losses = d_loss, g_loss


def answer(request, state):
    if request["op"] == "setup":
        torch.set_num_threads(request["threads"])
        device = "cpu" if request["device"] == "cpu" else "cuda"
        if device == "cuda" and not torch.cuda.is_available():
            return {"cannot": "PyTorch sees no CUDA device"}
        state["step"] = Step(request["row"], request["digits"], device)
        return {"version": f"PyTorch {torch.__version__}", "parameters": state["step"].parameters()}
    step = state["step"]
    start = time.perf_counter()
    for _ in range(request["count"]):
        step()
    if step.device == "cuda":
        torch.cuda.synchronize()
    elapsed = (time.perf_counter() - start) * 1000
    return {"elapsedMs": elapsed, "lossD": step.losses[0].item(), "lossG": step.losses[1].item()}


def main():
    state = {}
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line), state)), flush=True)


if __name__ == "__main__":
    main()
