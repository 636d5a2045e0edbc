import torch
from PIL import Image
from skimage import data
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
    ("not scaled", photo, [v2.ToImage(), v2.ToDtype(torch.float32), normalize]),
):
    try:
        image = v2.Compose(steps)(picture)
        print(f"{name}: shape {tuple(image.shape)}, largest value {image.max():.0f}")
    except (TypeError, RuntimeError) as error:
        print(f"{name}: {type(error).__name__}: {str(error).splitlines()[0][:80]}")
