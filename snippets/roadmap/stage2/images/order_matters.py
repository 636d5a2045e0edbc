import torch
from PIL import Image
from skimage import data
from torchvision.transforms import v2

photo = Image.fromarray(data.coffee())
normalize = v2.Normalize(mean=[0.5, 0.5, 0.5], std=[0.25, 0.25, 0.25])
scale = v2.ToDtype(torch.float32, scale=True)
for name, steps in {
    "a PIL image": [normalize],
    "integers": [v2.ToImage(), normalize],
    "one channel": [v2.Grayscale(), v2.ToImage(), scale, normalize],
    "forgot to scale": [v2.ToImage(), v2.ToDtype(torch.float32), normalize],
}.items():
    try:
        image = v2.Compose(steps)(photo)
        print(f"{name}: no error, shape {tuple(image.shape)}, largest value {image.max():.0f}")
    except (TypeError, RuntimeError) as error:
        print(f"{name}: {type(error).__name__}: {str(error).splitlines()[0]}")
