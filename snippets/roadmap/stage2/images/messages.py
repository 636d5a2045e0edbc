import matplotlib.pyplot as plt
import torch
from PIL import Image
from skimage import data
from torch import nn
from torchvision.transforms import v2

photo = Image.fromarray(data.coffee())
normalize = v2.Normalize(mean=[0.5, 0.5, 0.5], std=[0.25, 0.25, 0.25])
scale = v2.ToDtype(torch.float32, scale=True)
transparent = Image.new("RGBA", (4, 4))
for name, picture, steps in (
    ("Pillow image", photo, [normalize]),
    ("integers", photo, [v2.ToImage(), normalize]),
    ("four channels", transparent, [v2.ToImage(), scale, normalize]),
    ("one channel", photo.convert("L"), [v2.ToImage(), scale, normalize]),
    ("palette", photo.convert("P"), [v2.ToImage(), scale, normalize]),
    ("not scaled", photo, [v2.ToImage(), v2.ToDtype(torch.float32), normalize]),
    ("imshow", photo, [v2.ToImage(), torch.Tensor.numpy, plt.imshow]),
    ("channels last", torch.rand(1, 32, 32, 3), [nn.Conv2d(3, 8, 3)]),
):
    try:
        image = v2.Compose(steps)(picture)
        print(f"{name}: shape {tuple(image.shape)}, largest value {image.max():.0f}")
    except (TypeError, RuntimeError) as error:
        print(f"{name}: {type(error).__name__}: {str(error).splitlines()[0]}")
