#!/usr/bin/env python3
"""Fifty epochs of the head alone, ours against PyTorch's, in turns in one run: python3 bench/training/head.py [--rounds N] [--threads N]

As the preset radiograph-head learns once the features are there: a linear layer on 1,280 features, AdamW, shuffled batches of 256. The
same feature matrix of random numbers, as many films as the children's set has to learn from, for both. Needs python3-torch (Debian).
"""
import argparse, pathlib, statistics, subprocess, tempfile, time

import torch
from torch import nn

REPO = pathlib.Path(__file__).resolve().parent.parent.parent
BENCH = REPO / "bench/XrayPortal.TrainingBench/bin/Release/net10.0/linux-x64/XrayPortal.TrainingBench"
FILMS, FEATURES, EPOCHS = 4600, 1280, 50


def theirs(features, labels):
    head = nn.Linear(FEATURES, 1)
    optimiser = torch.optim.AdamW(head.parameters(), lr=3e-3, weight_decay=0.02)
    begun = time.perf_counter()
    for _ in range(EPOCHS):
        for rows in torch.randperm(FILMS).split(256):
            loss = nn.functional.binary_cross_entropy_with_logits(head(features.index_select(0, rows)), labels.index_select(0, rows))
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    loss.item()
    return time.perf_counter() - begun


def spread(values):
    return f"{statistics.median(values):.2f} ({min(values):.2f} to {max(values):.2f})"


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--rounds", type=int, default=7)
    arguments.add_argument("--threads", type=int, default=2)
    options = arguments.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    features = torch.rand(FILMS, FEATURES)
    labels = torch.tensor([float(i % 2) for i in range(FILMS)])[:, None]
    with tempfile.NamedTemporaryFile() as file:
        file.write(features.numpy().tobytes())
        file.flush()
        engine = subprocess.Popen(
            [BENCH, "head", file.name, str(EPOCHS), str(options.threads)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

        def ours():
            print("turn", file=engine.stdin, flush=True)
            return float(engine.stdout.readline().split()[0]) / 1000

        sides, times = {"PyTorch": lambda: theirs(features, labels), "ours": ours}, {"PyTorch": [], "ours": []}
        for turn in sides.values():
            turn()  # the first one allocates
        for turn in range(options.rounds):
            for side in list(sides)[::1 if turn % 2 else -1]:
                times[side].append(sides[side]())
        engine.stdin.close()
        engine.wait()
    print(f"PyTorch {torch.__version__}, {options.threads} threads, {options.rounds} rounds; seconds and ratio: median (smallest to largest)\n")
    print(f"| {EPOCHS} epochs of the head, {FILMS} films x {FEATURES} | PyTorch | ours (aim 10) | ours / PyTorch |\n|---|---|---|---|")
    print(f"| | {spread(times['PyTorch'])} | {spread(times['ours'])} | {spread([a / b for a, b in zip(times['ours'], times['PyTorch'])])} |")


if __name__ == "__main__":
    main()
