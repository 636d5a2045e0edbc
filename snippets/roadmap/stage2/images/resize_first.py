import torch
from skimage import data
from torchvision.transforms import v2

image = v2.functional.to_image(data.chelsea())  # (3, 300, 451)
to_float = v2.ToDtype(torch.float32, scale=True)
resize = v2.Resize(64)
print("bytes as uint8:  ", image.nbytes)
print("bytes as float32:", to_float(image).nbytes)
difference = (to_float(resize(image)) - resize(to_float(image))).abs() * 255
print("less than 1 of 255 levels apart:", bool(difference.max() < 1))
