"""Remakes the files beside it: run ModelFolderTest.main with this folder as its argument, then this script in it."""

import numpy

with numpy.load("parameters.npz") as file:
    arrays = {name: file[name] for name in file.files}
numpy.savez("parameters.npz", **arrays)
for i, (name, array) in enumerate(arrays.items()):
    ramp = 0.01 * (i + 1) * (numpy.arange(array.size) - 2)
    arrays[name] = ramp.astype(array.dtype).reshape(array.shape)
numpy.savez_compressed("numpy.npz", **arrays)
