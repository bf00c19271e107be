#!/usr/bin/env python3
"""From the command to the first page: python3 bench/start.py [--starts 5] [--first] [--empty-cache]

Later starts of this working copy, built before, each on the same data folder; --first also clones the last commit into an empty
folder and starts it there, build included, with this machine's package cache, or (--empty-cache) with an empty one, so that all
packages are fetched. The first page is the sign-in page, read whole. Aims: first start under 4 minutes with packages to fetch,
later ones under 8 s. Python 3, standard library only.
"""
import argparse, os, pathlib, shutil, statistics, subprocess, tempfile

from portal import REPO, Portal

PAGE = "/Account/Login"
CACHES = ["NUGET_PACKAGES", "NUGET_HTTP_CACHE_PATH"]


def first(empty_cache):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="first-start-"))
    try:
        subprocess.run(["git", "clone", "-q", REPO, folder / "clone"], check=True)
        if empty_cache:
            os.environ |= {name: str(folder / name) for name in CACHES}
        portal = Portal(folder / "clone")
        try:
            return portal.start(PAGE)
        finally:
            portal.stop()
            shutil.rmtree(portal.data)
    finally:
        for name in CACHES:
            os.environ.pop(name, None)
        shutil.rmtree(folder, ignore_errors=True)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--starts", type=int, default=5)
    options.add_argument("--first", action="store_true")
    options.add_argument("--empty-cache", action="store_true")
    options = options.parse_args()
    print("| start to first page, seconds | min | median | max |\n|---|---|---|---|")
    if options.first:
        took = first(options.empty_cache)
        print(f"| first, fresh clone, {'empty package cache' if options.empty_cache else 'packages in the cache'} | | {took:.1f} | |", flush=True)
    portal = Portal()
    later = []
    try:
        for start in range(-1, options.starts):
            took = portal.start(PAGE)
            portal.stop()
            if start >= 0:
                later.append(took)
    finally:
        shutil.rmtree(portal.data)
    if later:
        print(f"| later, {len(later)} starts | {min(later):.1f} | {statistics.median(later):.1f} | {max(later):.1f} |")


if __name__ == "__main__":
    main()
