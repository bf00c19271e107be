"""Grey of DICOM films by pydicom: pydicom_grey.py FOLDER; writes NAME.f64 (float64, 0..1, row-major) beside each NAME.dcm.

Stored values are masked here, because pydicom leaves bits outside the stored ones in place; LUTs and windows are pydicom's.
"""
import glob
import sys
import warnings

import numpy as np
import pydicom
from pydicom.pixel_data_handlers.util import apply_modality_lut, apply_voi, apply_windowing

warnings.simplefilter("ignore")
for name in glob.glob(sys.argv[1] + "/*.dcm"):
    film = pydicom.dcmread(name, force=True)
    cells = np.frombuffer(film.PixelData, "<u1" if film.BitsAllocated == 8 else "<u2")[: film.Rows * film.Columns].astype(np.int64)
    stored = (cells >> (film.HighBit + 1 - film.BitsStored)) & ((1 << film.BitsStored) - 1)
    if film.PixelRepresentation == 1:
        stored = np.where(stored >> (film.BitsStored - 1), stored - (1 << film.BitsStored), stored)
    padding = np.zeros(stored.shape, bool)
    if "PixelPaddingValue" in film:
        one = film.PixelPaddingValue
        other = film.get("PixelPaddingRangeLimit", one)
        padding = (stored >= min(one, other)) & (stored <= max(one, other))
    units = apply_modality_lut(stored, film).astype(np.float64)
    if "VOILUTSequence" in film:
        table = film.VOILUTSequence[0]
        grey = apply_voi(units.astype(np.int64), film) / (2.0 ** table.LUTDescriptor[2] - 1)
    elif "WindowWidth" in film:
        shown = apply_windowing(units.copy(), film)
        # pydicom maps to the range of the output; its ends come out of values far outside the window.
        low, high = film.WindowCenter - 1e7, film.WindowCenter + 1e7
        ends = apply_windowing(np.array([low, high]), film)
        grey = (shown - ends[0]) / (ends[1] - ends[0])
    else:
        low, high = units[~padding].min(), units[~padding].max()
        grey = (units - low) / (high - low)
    if film.PhotometricInterpretation == "MONOCHROME1" or film.get("PresentationLUTShape") == "INVERSE":
        grey = 1 - grey
    grey[padding] = 0
    grey.astype("<f8").tofile(name[:-4] + ".f64")
