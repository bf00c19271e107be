#!/usr/bin/env python3
"""One film, one answer: python3 bench/sizes.py

The films held at full size (12, of the training part) are scored three times by `portal.sh score`: as they left the machine, with a
shorter side of 288 pixels, and at 224 x 224 pixels (another aspect ratio, another encoder). Prints the probabilities and how far they
lie apart; aim <= 0.03 on average. The 624 test films at two sizes are compared by the training run itself: see the model's card.
Standard library only.
"""
import json, subprocess

from portal import REPO, SHARED

SIZES = ("full-size", "films", "films-224")


def score(films):
    done = subprocess.run(["./portal.sh", "score", "--json", *map(str, films)], cwd=REPO, text=True, capture_output=True, check=True)
    return [json.loads(line)["probability"] for line in done.stdout.splitlines()]


def main():
    root = SHARED / "data/chest-xray"
    stems = sorted(film.stem for film in (root / "full-size").iterdir())
    found = {size: {film.stem: film for film in (root / size).rglob("*.*")} for size in SIZES}
    missing = [stem for stem in stems if any(stem not in found[size] for size in SIZES)]
    if missing or not stems:
        raise SystemExit(f"Films missing below {root}: {', '.join(missing) or 'all of them'}. XRAYPORTAL_SHARED may name another place.")
    scores = {size: score([found[size][stem] for stem in stems]) for size in SIZES}
    print("| film | full size | 288 px | 224 x 224 px |\n|---|---|---|---|")
    for film, *row in zip(stems, *scores.values()):
        print(f"| {film} | " + " | ".join(f"{p:.4f}" for p in row) + " |")
    for size in SIZES[1:]:
        apart = [abs(a - b) for a, b in zip(scores["full-size"], scores[size])]
        print(f"\nfull size against {size}: {sum(apart) / len(apart):.4f} apart on average, {max(apart):.4f} at most")


if __name__ == "__main__":
    main()
