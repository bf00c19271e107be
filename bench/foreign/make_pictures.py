#!/usr/bin/env python3
"""Makes pictures that are no frontal chest film: python3 bench/foreign/make_pictures.py OUT [--photographs FOLDER] [--seed 1]

Photographs come out of Debian packages that are fetched and unpacked beside OUT, not installed (or from a folder of your own);
everything else is drawn from a seed, or is a film of the official test split turned into something else. The name of each file
begins with its group: photograph, chart, blank, body-part, negative, turned. Needs python3-numpy, python3-pil.
"""
import argparse, os, pathlib, subprocess, sys

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageOps

REPO = pathlib.Path(__file__).resolve().parent.parent.parent
PACKAGES = ["python3-skimage", "mate-backgrounds", "gnome-backgrounds"]
LONGEST = 1200
SIDE = 640


def photographs(folder):
    """Pictures of the packages, or of the folder given."""
    if folder is None:
        folder = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "xray-portal-foreign"
        folder.mkdir(parents=True, exist_ok=True)
        for package in PACKAGES:
            unpacked = folder / package
            if not unpacked.exists():
                fetched = subprocess.run(["apt-get", "download", package], cwd=folder, capture_output=True, text=True)
                if fetched.returncode:
                    print(f"No photographs from {package}: {fetched.stderr.strip().splitlines()[-1]}", file=sys.stderr)
                    continue
                subprocess.run(["dpkg-deb", "-x", next(folder.glob(f"{package}_*.deb")), unpacked], check=True)
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in (".png", ".jpg", ".jpeg", ".webp") and path.is_file() and "tests" not in path.parts:
            try:
                picture = Image.open(path).convert("L")
            except OSError:
                continue  # the packages hold broken pictures, too
            if min(picture.size) >= 100:
                picture.thumbnail((LONGEST, LONGEST))
                yield path.stem, picture


def charts(rng):
    def page():
        picture = Image.new("L", (640, 480), 255)
        return picture, ImageDraw.Draw(picture)

    picture, draw = page()
    for line in range(38):
        draw.text((30, 12 * line + 10), "Dear colleague, thank you for seeing this child, who has had a cough for four days. " * 2, fill=0)
    yield "letter", picture
    picture, draw = page()
    for i in range(10):
        draw.rectangle((40 + 58 * i, 460 - int(rng.integers(60, 420)), 80 + 58 * i, 460), fill=int(rng.integers(30, 200)))
    yield "bars", picture
    picture, draw = page()
    for k in range(3):
        draw.line([(x, 240 + 150 * np.sin(x / (30 + 20 * k) + k)) for x in range(640)], fill=60 * k, width=3)
    yield "curves", picture
    picture, draw = page()
    for i in range(400):
        x, y = rng.normal([320, 240], [120, 80])
        draw.ellipse((x - 4, y - 4, x + 4, y + 4), fill=80)
    yield "scatter", picture
    picture, draw = page()
    for i in range(12):
        draw.line((20, 40 * i, 620, 40 * i), fill=120)
        draw.line((55 * i, 10, 55 * i, 470), fill=120)
        draw.text((60, 40 * i + 12), f"row {i}    {rng.random():.3f}    {rng.random():.3f}    {rng.random():.3f}", fill=0)
    yield "table", picture
    picture, draw = page()
    draw.line([(x, 240 - (180 if x % 80 in (40, 41) else 25 if x % 80 in range(55, 65) else 0)) for x in range(640)], fill=0, width=2)
    yield "ecg", picture
    yield "checkers", Image.fromarray((((np.indices((512, 512)) // 64).sum(0) % 2) * 255).astype("uint8"))
    yield "ramp", Image.fromarray(np.tile(np.linspace(0, 255, 512), (400, 1)).astype("uint8"))


def blanks(rng):
    for name, level in (("black", 0), ("grey", 128), ("white", 255)):
        yield name, Image.new("L", (600, 500), level)
    yield "noise", Image.fromarray(rng.integers(0, 256, (500, 600)).astype("uint8"))
    yield "faint-noise", Image.fromarray(rng.normal(90, 3, (500, 600)).clip(0, 255).astype("uint8"))


class Film:
    """A drawn film: soft tissue and bones as blurred shapes on black, then grain."""

    def __init__(self, rng):
        self.rng, self.light = rng, np.zeros((SIDE, SIDE), dtype=np.float32)

    def add(self, level, blur, draw):
        layer = Image.new("L", (SIDE, SIDE), 0)
        draw(ImageDraw.Draw(layer))
        self.light += np.asarray(layer.filter(ImageFilter.GaussianBlur(blur)), dtype=np.float32) / 255 * level

    def limb(self, points, width, level, blur):
        def draw(d):
            d.line(points, fill=255, width=width, joint="curve")
            for x, y in (points[0], points[-1]):
                d.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=255)
        self.add(level, blur, draw)

    def oval(self, box, level, blur):
        self.add(level, blur, lambda d: d.ellipse(box, fill=255))

    def bone(self, points, width):
        self.limb(points, width, 0.45, 3)
        self.limb(points, max(4, width // 2), -0.12, 5)  # marrow

    def picture(self):
        grain = self.rng.normal(0, 0.015, self.light.shape)
        return Image.fromarray(((self.light + grain).clip(0, 1) * 255).astype("uint8"))


def body_parts(rng):
    hand = Film(rng)
    hand.oval((200, 300, 460, 600), 0.3, 12)
    for i, (x, top) in enumerate(((215, 150), (285, 70), (355, 50), (425, 90))):
        base = 240 + 55 * i
        hand.limb([(x, top), (base, 420)], 58, 0.28, 8)
        for a, b in ((0.0, 0.17), (0.2, 0.4), (0.43, 0.68), (0.72, 1.0)):
            hand.bone([(x + (base - x) * a, top + (420 - top) * a), (x + (base - x) * b, top + (420 - top) * b)], 24)
    hand.limb([(110, 330), (240, 480)], 60, 0.28, 8)
    hand.bone([(125, 345), (165, 395)], 24)
    hand.bone([(175, 405), (235, 475)], 26)
    hand.bone([(290, 540), (280, 639)], 40)
    hand.bone([(370, 540), (385, 639)], 46)
    yield "hand", hand.picture()

    knee = Film(rng)
    knee.limb([(320, 0), (320, 640)], 260, 0.3, 20)
    knee.bone([(320, 0), (320, 230)], 100)
    knee.oval((235, 200, 405, 310), 0.4, 6)
    knee.oval((240, 325, 400, 400), 0.4, 6)
    knee.bone([(320, 380), (315, 640)], 90)
    knee.bone([(420, 390), (425, 640)], 36)
    yield "knee", knee.picture()

    skull = Film(rng)
    skull.oval((120, 40, 520, 500), 0.55, 5)
    skull.oval((142, 62, 498, 478), -0.22, 8)
    for x in (215, 345):
        skull.oval((x, 270, x + 85, 350), -0.18, 6)
    skull.oval((290, 350, 350, 430), -0.15, 6)
    skull.limb([(220, 520), (320, 580), (420, 520)], 70, 0.4, 8)
    yield "skull", skull.picture()

    forearm = Film(rng)
    forearm.limb([(80, 40), (560, 600)], 170, 0.3, 14)
    forearm.bone([(110, 30), (540, 570)], 46)
    forearm.bone([(50, 70), (500, 620)], 40)
    yield "forearm", forearm.picture()

    pelvis = Film(rng)
    pelvis.oval((20, 40, 620, 720), 0.3, 30)
    for sign in (-1, 1):
        pelvis.oval((320 + sign * 150 - 110, 100, 320 + sign * 150 + 110, 330), 0.3, 10)
        pelvis.oval((320 + sign * 95 - 50, 380, 320 + sign * 95 + 50, 480), -0.15, 8)
        pelvis.bone([(320 + sign * 190, 360), (320 + sign * 230, 640)], 70)
        pelvis.oval((320 + sign * 185 - 45, 320, 320 + sign * 185 + 45, 410), 0.35, 5)
    for y in range(0, 260, 62):
        pelvis.add(0.3, 5, lambda d, y=y: d.rectangle((280, y, 360, y + 48), fill=255))
    yield "pelvis", pelvis.picture()

    foot = Film(rng)
    foot.limb([(100, 480), (560, 520)], 130, 0.32, 14)
    foot.limb([(170, 120), (180, 470)], 150, 0.3, 14)
    foot.bone([(175, 60), (180, 380)], 80)
    foot.oval((60, 430, 210, 560), 0.4, 8)
    for i in range(5):
        foot.bone([(300, 440 + 22 * i), (560, 460 + 24 * i)], 18)
    yield "foot", foot.picture()

    spine = Film(rng)  # from the side
    spine.limb([(320, 0), (300, 640)], 420, 0.28, 40)
    for i in range(7):
        x = 330 + 30 * np.sin(i / 2)
        spine.add(0.4, 4, lambda d, x=x, i=i: d.rectangle((x - 55, 95 * i + 5, x + 55, 95 * i + 75), fill=255))
        spine.limb([(x + 60, 95 * i + 40), (x + 150, 95 * i + 85)], 26, 0.25, 6)
    yield "spine", spine.picture()


def turned_films(films):
    for i, path in enumerate(films):
        film = Image.open(path).convert("L")
        yield "negative", f"{i}", ImageOps.invert(film)
        yield "turned", f"upside-down-{i}", film.rotate(180)
        yield "turned", f"on-its-side-{i}", film.rotate(90, expand=True)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("out", type=pathlib.Path)
    options.add_argument("--photographs", type=pathlib.Path)
    options.add_argument("--seed", type=int, default=1)
    options = options.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(options.seed)
    shared = pathlib.Path(os.environ.get("XRAYPORTAL_SHARED", REPO.parent / "shared"))
    films = sorted((shared / "data/chest-xray/films/test").glob("*"))[::104]
    pictures = [("photograph", *p) for p in photographs(options.photographs)]
    pictures += [("chart", *p) for p in charts(rng)] + [("blank", *p) for p in blanks(rng)] + [("body-part", *p) for p in body_parts(rng)]
    pictures += turned_films(films)
    for group, name, picture in pictures:
        picture.save(options.out / f"{group}_{name}.png")
    print(f"{len(pictures)} pictures in {options.out}")


if __name__ == "__main__":
    main()
