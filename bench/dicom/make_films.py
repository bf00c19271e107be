#!/usr/bin/python3
"""Makes one film of 2000 x 2500, 16 bits, in five syntaxes: make_films.py OUT.

A real chest film (nema_RG1_J2KI of the shared data), enlarged, with noise in the bits that enlarging leaves smooth (seed 1).
Needs Debian's python3-pydicom, python3-numpy, dcmtk, libgdcm-tools; the shared data from XRAYPORTAL_SHARED, default ../shared.
"""
import os
import subprocess
import sys

import numpy as np
import pydicom

out = sys.argv[1]
os.makedirs(out, exist_ok=True)
root = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
shared = os.environ.get("XRAYPORTAL_SHARED") or os.path.join(root, "..", "shared")
path = {name: os.path.join(out, f"{name}.dcm") for name in ("source", "native", "rle", "jpeg-lossless", "jpeg-ls", "jpeg-2000")}

subprocess.run(["gdcmconv", "--raw", os.path.join(shared, "data", "dicom", "files", "nema_RG1_J2KI.dcm"), path["source"]], check=True)
film = pydicom.dcmread(path["source"])
grey = film.pixel_array.astype(float)
y, x = np.linspace(0, grey.shape[0] - 1.001, 2500)[:, None], np.linspace(0, grey.shape[1] - 1.001, 2000)[None]
top, left = y.astype(int), x.astype(int)
down, right = y - top, x - left
large = (grey[top, left] * (1 - down) * (1 - right) + grey[top + 1, left] * down * (1 - right)
         + grey[top, left + 1] * (1 - down) * right + grey[top + 1, left + 1] * down * right)
large = (large * 2 + np.random.default_rng(1).normal(0, 8, large.shape)).clip(0, 65535).astype("<u2")
film.Rows, film.Columns = large.shape
film.BitsStored, film.HighBit, film.PixelData = 16, 15, large.tobytes()
film.file_meta.TransferSyntaxUID = pydicom.uid.ExplicitVRLittleEndian
film.save_as(path["native"])
os.remove(path["source"])
subprocess.run(["dcmcrle", path["native"], path["rle"]], check=True)
subprocess.run(["dcmcjpeg", "+e1", path["native"], path["jpeg-lossless"]], check=True)
subprocess.run(["dcmcjpls", path["native"], path["jpeg-ls"]], check=True)
subprocess.run(["gdcmconv", "--j2k", path["native"], path["jpeg-2000"]], check=True)
