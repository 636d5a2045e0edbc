import torch
from skimage import data
from torchvision.transforms import v2

photo = v2.functional.to_image(data.coffee())
scale = v2.ToDtype(torch.float32, scale=True)
normalize = v2.Normalize(mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225])
noise = v2.GaussianNoise(sigma=0.05)
torch.manual_seed(1640)
orders = {"noise, then Normalize": [noise, normalize], "Normalize, then noise": [normalize, noise]}
for name, steps in orders.items():
    image = v2.Compose([scale, *steps])(photo)
    print(f"{name}: {image.min():.2f} to {image.max():.2f}")
image = normalize(scale(photo))
low, high = (image < 0).double().mean(), (image > 1).double().mean()
print(f"after Normalize, {low:.0%} of the values are below 0 and {high:.0%} above 1")
