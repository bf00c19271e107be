#!/usr/bin/env python3
"""model.onnx outside the product against the portal: python3 bench/peer_onnx/compare.py [--films 24]

Films spread over the official test split are decoded by Pillow, scored by ONNX Runtime's package for Node, and by the portal
two ways: over REST and by `score --json`. Prints the largest difference over the films that
the gate lets through (24 are taken so that 20 remain); aim <= 1e-4.
Needs python3-numpy, python3-pil, node, and once: npm install --prefix bench/peer_onnx --ignore-scripts --no-package-lock
"""
import argparse, json, pathlib, subprocess, sys, tempfile

import numpy as np
from PIL import Image

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from portal import REPO, Portal, test_films

HERE = pathlib.Path(__file__).resolve().parent


def peer(films):
    """ONNX Runtime on the raw pixels; knows nothing of the product."""
    with tempfile.TemporaryDirectory() as folder:
        lines = []
        for i, film in enumerate(films):
            grey = np.asarray(Image.open(film).convert("L"), dtype=np.float32) / 255
            raw = pathlib.Path(folder) / f"{i}.f32"
            grey.tofile(raw)
            lines.append(f"{grey.shape[1]}\t{grey.shape[0]}\t{raw}")
        done = subprocess.run(["node", HERE / "score.js", REPO / "models/chest-xray-pneumonia/1.0.0/model.onnx"],
                              input="\n".join(lines), text=True, capture_output=True)
    if done.returncode:
        sys.exit(done.stderr[-1000:])
    return [json.loads(line)["probability"] for line in done.stdout.splitlines()]


def by_verb(films):
    done = subprocess.run(["./portal.sh", "score", "--json", *map(str, films)], cwd=REPO, text=True, capture_output=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--films", type=int, default=24)
    options = options.parse_args()
    everything = test_films()
    films = everything[::max(1, len(everything) // options.films)][:options.films]
    outside, verb = peer(films), by_verb(films)
    with Portal() as portal:
        rest = [portal.wait(film) for film in portal.upload(films)]
    apart = []
    print("| film | ONNX Runtime | portal, REST | portal, verb | apart |\n|---|---|---|---|---|")
    for film, p, r, v in zip(films, outside, rest, verb):
        if r["state"] != "done" or v["state"] != "done":
            print(f"| {film.name} | {p:.6f} | {r['state']} | {v['state']} | |")
            continue
        result = r["results"][0]["probability"]
        apart.append(max(abs(p - result), abs(p - v["probability"])))
        print(f"| {film.name} | {p:.6f} | {result:.6f} | {v['probability']:.6f} | {apart[-1]:.1e} |")
    print(f"\n{len(apart)} films compared; largest difference {max(apart):.1e}")


if __name__ == "__main__":
    main()
