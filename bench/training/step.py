#!/usr/bin/env python3
"""A training step of ours against PyTorch's, in turns in one run: python3 bench/training/step.py [--rounds N] [--threads N]

Same network, batch, picture size (224), optimiser (AdamW), loss and clipping; a random batch, weights of its own on each side. Both in
channels-last order. The order of turns changes; ratios are of neighbours. Needs python3-torch (Debian).
"""
import argparse, pathlib, statistics, subprocess, sys, time

import torch
from torch import nn

REPO = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(REPO / "bench/gradcam"))
import mobilenet

BENCH = REPO / "bench/XrayPortal.TrainingBench/bin/Release/net10.0/linux-x64/XrayPortal.TrainingBench"


class Block(nn.Module):
    """ResNet's basic block (He et al., 2016)."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True),
            nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False), nn.BatchNorm2d(outputs))
        self.skip = nn.Identity() if stride == 1 and inputs == outputs else nn.Sequential(
            nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        return torch.relu(self.body(x) + self.skip(x))


class ResNet18(nn.Module):
    def __init__(self):
        super().__init__()
        layers, channels = [nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1)], 64
        for stage, outputs in enumerate((64, 128, 256, 512)):
            layers += [Block(channels, outputs, 1 if stage == 0 else 2), Block(outputs, outputs, 1)]
            channels = outputs
        self.features, self.fc = nn.Sequential(*layers), nn.Linear(512, 1)

    def forward(self, x):
        return self.fc(self.features(x).mean([2, 3]))


def without_dropout(model):
    for module in model.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0
    return model


class Theirs:
    def __init__(self, name, batch):
        model = {"resnet18": ResNet18, "mobilenetv2": lambda: without_dropout(mobilenet.MobileNetV2())}[name]()
        self.model = model.to(memory_format=torch.channels_last).train()
        self.optimiser = torch.optim.AdamW(self.model.parameters(), lr=3e-4, weight_decay=0.02)
        self.input = torch.randn(batch, 3, 224, 224).contiguous(memory_format=torch.channels_last)
        self.labels = torch.tensor([float(i % 2) for i in range(batch)])[:, None]

    def step(self):
        begun = time.perf_counter()
        loss = nn.functional.binary_cross_entropy_with_logits(self.model(self.input), self.labels)
        self.optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), 5)
        self.optimiser.step()
        loss.item()
        return (time.perf_counter() - begun) * 1000


class Ours:
    def __init__(self, name, batch, precision, threads):
        self.process = subprocess.Popen(
            [BENCH, name, str(batch), precision, str(threads)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def step(self):
        print("step", file=self.process.stdin, flush=True)
        return float(self.process.stdout.readline().split()[0])

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def spread(values, digits):
    return f"{statistics.median(values):.{digits}f} ({min(values):.{digits}f} to {max(values):.{digits}f})"


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--rounds", type=int, default=8)
    arguments.add_argument("--threads", type=int, default=2)
    arguments.add_argument("--networks", nargs="*", default=["resnet18", "mobilenetv2"])
    arguments.add_argument("--batches", nargs="*", type=int, default=[16, 32])
    options = arguments.parse_args()
    torch.set_num_threads(options.threads)
    print(f"PyTorch {torch.__version__}, {options.threads} threads, {options.rounds} rounds; ms a step and ratios: median (smallest to largest)\n")
    print("| network, batch | PyTorch fp32 | ours fp32 | ours bf16 | fp32 / PyTorch (aim 1.10) | bf16 / PyTorch (aim 0.60) |\n|---|---|---|---|---|---|")
    for name in options.networks:
        for batch in options.batches:
            sides = {"torch": Theirs(name, batch), "fp32": Ours(name, batch, "float32", options.threads), "bf16": Ours(name, batch, "bfloat16", options.threads)}
            times = {side: [] for side in sides}
            for side in sides.values():
                side.step()  # the first step allocates
            for turn in range(options.rounds):
                order = list(sides)
                for side in order[turn % 3:] + order[:turn % 3]:
                    times[side].append(sides[side].step())
            sides["fp32"].close()
            sides["bf16"].close()
            ratios = {side: [a / b for a, b in zip(times[side], times["torch"])] for side in ("fp32", "bf16")}
            print(f"| {name}, {batch} | {spread(times['torch'], 0)} | {spread(times['fp32'], 0)} | {spread(times['bf16'], 0)} "
                  f"| {spread(ratios['fp32'], 2)} | {spread(ratios['bf16'], 2)} |", flush=True)


if __name__ == "__main__":
    main()
