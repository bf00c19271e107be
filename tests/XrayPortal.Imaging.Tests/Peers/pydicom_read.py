"""Reads each file given as argument with pydicom, every warning an error, values validated; says what is wrong on standard error."""
import sys
import warnings

import pydicom
from pydicom import config

warnings.simplefilter("error")
config.settings.reading_validation_mode = config.RAISE
for name in sys.argv[1:]:
    dataset = pydicom.dcmread(name)
    for element in dataset.iterall():
        str(element.value)
    if "PixelData" in dataset:
        assert dataset.pixel_array.size == dataset.Rows * dataset.Columns * dataset.SamplesPerPixel
