#!/usr/bin/env python3
"""Counts what is refused: python3 bench/foreign/count.py FOLDER_OF_FOREIGN_PICTURES

Scores the foreign pictures and all films of the official test split (both sizes) with `./portal.sh score --json`, and prints for
each group how many end as not-assessed, with reasons. Aims: at least 9 of 10 foreign pictures refused, at most 1 % of the films.
Python 3, standard library only.
"""
import collections, json, os, pathlib, subprocess, sys

REPO = pathlib.Path(__file__).resolve().parent.parent.parent


def score(files):
    done = subprocess.run(["./portal.sh", "score", "--json", *map(str, files)], cwd=REPO, capture_output=True, text=True)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    if len(lines) != len(files):
        sys.exit(f"{len(lines)} answers for {len(files)} files: {done.stderr[-500:]}")
    return lines


def row(name, lines):
    refused = [line for line in lines if line["state"] == "not-assessed"]
    failed = [line for line in lines if line["state"] == "failed"]
    reasons = collections.Counter(line["reason"] for line in refused + failed)
    print(f"| {name} | {len(lines)} | {len(refused)} | {100 * len(refused) / len(lines):.1f} % | "
          f"{', '.join(f'{n} {reason}' for reason, n in reasons.most_common())} |")
    return len(refused)


def main():
    foreign = sorted(pathlib.Path(sys.argv[1]).resolve().glob("*.png"))
    shared = pathlib.Path(os.environ.get("XRAYPORTAL_SHARED", REPO.parent / "shared"))
    groups = collections.defaultdict(list)
    lines = score(foreign)
    for line in lines:
        groups[pathlib.Path(line["file"]).name.split("_")[0]].append(line)
    print("| pictures | n | not assessed | share | reasons |\n|---|---|---|---|---|")
    for name, members in groups.items():
        row(name, members)
    refused = row("**foreign, all**", lines)
    passed = [pathlib.Path(line["file"]).stem for line in lines if line["state"] == "done"]
    missed = refused < 0.9 * len(lines)
    for size in ("films", "films-224"):
        films = sorted((shared / "data/chest-xray" / size / "test").glob("*"))
        if films:
            missed |= row(f"**official test, {size}**", score(films)) > 0.01 * len(films)
    print(f"\nForeign pictures that were scored: {', '.join(passed) or 'none'}")
    print("An aim is missed." if missed else "Both aims are met.")


if __name__ == "__main__":
    main()
