#!/usr/bin/env python3
"""Our map against Grad-CAM in Python, call by call in one run: python3 bench/gradcam/gradcam.py [--rounds N] FILM...

ours    resize, normalise, network and map in our process (XrayPortal.Bench maps), decoded film in, map of 192 x 192 out
hooks   what a Python service does: resize by Pillow, forward with hooks on the last layer, full backward, weights by gradient
tuned   the same in Python with care: features without gradient, gradient at the head only

All three with the same number of threads, on the same film, in turns whose order changes; decoding is in none of them.
Needs python3-torch, python3-numpy, python3-pil (Debian).
"""
import argparse, json, pathlib, statistics, subprocess, sys, time

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

import mobilenet

REPO = pathlib.Path(__file__).resolve().parent.parent.parent
PACKAGE = REPO / "models/chest-xray-pneumonia/1.0.0"
EPSILON = 1e-4  # added to a film's variance, as in training


def normalise(film, side):
    """A decoded film to the network's input: antialiased squash by Pillow, the film's own mean and deviation, three channels.

    Pillow rounds an 8-bit film to whole grey levels, twice; a film in mode F it does not round. The first is quicker and timed,
    the second is the graph's own resize and shows that all three are one network.
    """
    grey = np.asarray(film.resize((side, side), Image.BILINEAR), dtype=np.float32) / 255
    x = torch.from_numpy(grey)[None, None]
    x = x - x.mean()
    x = x / (x.square().mean() + EPSILON).sqrt()
    return x.expand(-1, 3, -1, -1).contiguous()


def scaled(cam, side):
    cam = F.interpolate(cam, size=(side, side), mode="bilinear", align_corners=False)[0, 0]
    return (cam / cam.max().clamp_min(1e-7)).numpy()


class HookedGradCam:
    """As the common package does it: hooks keep activations and gradients of the target layer; backward runs through everything."""

    def __init__(self, model, layer):
        self.model = model
        layer.register_forward_hook(self.keep)

    def keep(self, module, inputs, output):
        self.activations = output.detach()
        output.register_hook(lambda gradient: setattr(self, "gradients", gradient.detach()))

    def __call__(self, film, side):
        x = normalise(film, side).requires_grad_(True)
        self.model.zero_grad()
        logit = self.model(x)
        logit.sum().backward()
        weights = self.gradients.mean([2, 3], keepdim=True)
        cam = F.relu((weights * self.activations).sum(1, keepdim=True))
        return float(logit), scaled(cam, side)


def tuned(model, film, side):
    with torch.no_grad():
        features = model.features(normalise(film, side))
    features.requires_grad_(True)
    logit = model.classifier(features.mean([2, 3]))
    gradient, = torch.autograd.grad(logit.sum(), features)
    with torch.no_grad():
        cam = F.relu((gradient.mean([2, 3], keepdim=True) * features).sum(1, keepdim=True))
        return float(logit), scaled(cam, side)


class Ours:
    def __init__(self, threads):
        program = next((REPO / "bench/XrayPortal.Bench/bin/Release").rglob("XrayPortal.Bench"), None)
        if program is None:
            sys.exit("Build it first: dotnet build bench/XrayPortal.Bench -c Release")
        self.process = subprocess.Popen([program, "maps", "--threads", str(threads)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __call__(self, path):
        self.process.stdin.write(f"{path}\n")
        self.process.stdin.flush()
        probability, milliseconds, width, height, middle = self.process.stdout.readline().split()
        return float(probability), float(milliseconds), float(middle)

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def row(what, values, digits):
    print(f"| {what} | {min(values):.{digits}f} | {statistics.median(values):.{digits}f} | {max(values):.{digits}f} |")


def measure(path, threads, rounds, side, temperature):
    torch.set_num_threads(threads)
    film = Image.open(path).convert("L")
    film.load()
    ours = Ours(threads)
    model = mobilenet.load(PACKAGE / "weights.safetensors")
    hooked = HookedGradCam(model, model.features[-1])
    plain = mobilenet.load(PACKAGE / "weights.safetensors")
    for parameter in plain.parameters():
        parameter.requires_grad_(False)
    times = {"ours": [], "hooks": [], "tuned": []}
    probabilities, middles = {}, {}
    for turn in range(-10, rounds):
        order = [("ours", "hooks", "tuned"), ("hooks", "tuned", "ours"), ("tuned", "ours", "hooks")][turn % 3]
        for name in order:
            if name == "ours":
                probabilities[name], took, middles[name] = ours(path)
            else:
                begun = time.perf_counter()
                logit, cam = hooked(film, side) if name == "hooks" else tuned(plain, film, side)
                took = (time.perf_counter() - begun) * 1000
                probabilities[name] = 1 / (1 + np.exp(-logit / temperature))
                middles[name] = float(cam[side // 2, side // 2])
            if turn >= 0:
                times[name].append(took)
    ours.close()
    exact = film.convert("F")
    unrounded = [1 / (1 + np.exp(-call(exact, side)[0] / temperature)) for call in (hooked, lambda f, s: tuned(plain, f, s))]
    apart = max(abs(probabilities["ours"] - p) for p in unrounded)
    print(f"\n{pathlib.Path(path).name}, {film.width} x {film.height}, {threads} thread{'s' if threads > 1 else ''}, {rounds} rounds; "
          f"probabilities {', '.join(f'{k} {v:.5f}' for k, v in sorted(probabilities.items()))}, "
          f"without Pillow's rounding {', '.join(f'{p:.5f}' for p in unrounded)} (apart from ours: {apart:.1e}); "
          f"middle of the map {', '.join(f'{k} {v:.3f}' for k, v in sorted(middles.items()))}")
    print("| milliseconds | min | median | max |\n|---|---|---|---|")
    for name, values in times.items():
        row(name, values, 1)
    row("ratio: ours / hooks", [a / b for a, b in zip(times["ours"], times["hooks"])], 2)
    row("ratio: ours / tuned", [a / b for a, b in zip(times["ours"], times["tuned"])], 2)
    if apart > 1e-3:
        sys.exit("The three do not agree: they are not the same network on the same input.")


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("film", nargs="+")
    options.add_argument("--rounds", type=int, default=60)
    options.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    options = options.parse_args()
    manifest = json.loads((PACKAGE / "manifest.json").read_text())
    print(f"torch {torch.__version__}, XrayPortal package {manifest['name']} {manifest['version']}")
    for path in options.film:
        for threads in options.threads:
            measure(str(pathlib.Path(path).resolve()), threads, options.rounds, manifest["inputSide"], manifest["temperature"])


if __name__ == "__main__":
    main()
