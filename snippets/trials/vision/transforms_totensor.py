import warnings

import numpy as np
import torch
from PIL import Image
from torchvision.transforms import ToTensor, v2

modern = v2.Compose([v2.ToImage(), v2.ToDtype(torch.float32, scale=True)])
white_bytes = np.full((2, 2, 3), 255, dtype=np.uint8)
white_floats = np.full((2, 2, 3), 255, dtype=np.float32)
x_ray = Image.fromarray(np.full((2, 2), 40_000, dtype=np.uint16))
for name, photo in (("uint8", white_bytes), ("float32", white_floats), ("uint16", x_ray)):
    old, new = ToTensor()(photo), modern(photo)
    print(f"{name:8} ToTensor {old.max().item():8} {old.dtype!s:14}", end="")
    print(f" v2 {new.max().item():8.4f} {new.dtype}")

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    v2.ToTensor()
print(caught[0].category.__name__, str(caught[0].message).partition(". Instead")[0])
