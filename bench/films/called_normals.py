#!/usr/bin/env python3
"""What do the normal test films that a model calls share? python3 bench/films/called_normals.py SCORES.csv --threshold T

SCORES.csv is what `./engine.sh evaluate PACKAGE MANIFEST --split test --out OUT` writes. Prints medians of what can be measured on a film
without a network, for called and uncalled normals of the test part beside the training part, and how far each number alone parts the called
from the uncalled (AUROC); then calls by the published numbers of the films, which follow the order in which they were taken.
Needs Debian's python3-numpy and python3-pil.
"""
import argparse, csv, os, pathlib, re

import numpy
from PIL import Image

SET = pathlib.Path(os.environ.get("XRAYPORTAL_SHARED", "../shared")) / "data/chest-xray"


def numbers(row):
    film = numpy.asarray(Image.open(SET / row["file"]).convert("L"), float)
    middle = film[56:168, 40:184]  # of 224 x 224: lungs and heart, without shoulders, arms and belly
    edges = film[1:-1, 1:-1] * 4 - film[:-2, 1:-1] - film[2:, 1:-1] - film[1:-1, :-2] - film[1:-1, 2:]
    width, height = row["original_width"], row["original_height"]
    return {
        "brightness": film.mean(),
        "contrast": film.std(),
        "sharpness": edges.std() / film.std(),
        "dark fifth of the middle / mean": numpy.percentile(middle, 20) / film.mean(),
        "width / height": float(width) / float(height) if width else numpy.nan,
    }


def auroc(high, low):
    high, low = (numpy.array([v for v in values if v == v]) for values in (high, low))
    return ((high[:, None] > low[None]).mean() + 0.5 * (high[:, None] == low[None]).mean())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("scores")
    parser.add_argument("--threshold", type=float, required=True)
    given = parser.parse_args()
    called = {row["file"].rsplit("/", 1)[-1]: float(row["probability"]) >= given.threshold for row in csv.DictReader(open(given.scores))}
    groups = {}
    for row in csv.DictReader(open(SET / "manifest.csv")):
        name = f"{row['split']}, {row['label']}"
        if name == "test, normal":
            name += ", called" if called[row["file"].rsplit("/", 1)[-1]] else ", not called"
        groups.setdefault(name, []).append((row["original_name"], numbers(row)))
    columns = list(next(iter(groups.values()))[0][1])
    print("| films | number |" + "".join(f" {c} |" for c in columns) + "\n|---|---|" + "---|" * len(columns))
    for name, films in sorted(groups.items()):
        print(f"| {name} | {len(films)} |" + "".join(f" {numpy.nanmedian([n[c] for _, n in films]):.3f} |" for c in columns))
    yes, no = groups.get("test, normal, called", []), groups["test, normal, not called"]
    if not yes:
        raise SystemExit("No normal film is called.")
    print("| called against not called: AUROC | |" + "".join(f" {auroc([n[c] for _, n in yes], [n[c] for _, n in no]):.3f} |" for c in columns))

    runs = {}
    for film, hit in [(f, True) for f, _ in yes] + [(f, False) for f, _ in no]:
        series, number = re.match(r"(NORMAL2-)?IM-(\d+)", film).groups()
        runs.setdefault((series or "", int(number) // 40 * 40), []).append(hit)
    print("\n| published number | normal films | called |\n|---|---|---|")
    for (series, start), hits in sorted(runs.items()):
        print(f"| {series}IM-{start:04} to {start + 39:04} | {len(hits)} | {sum(hits)} |")


if __name__ == "__main__":
    main()
