import torch
from torchvision.transforms import v2

luma = torch.tensor([0.299, 0.587, 0.114])  # (3,)


def grey(images):
    return (images * luma[:, None, None]).sum(dim=-3, keepdim=True)  # (1)!


pure = 255.0 * torch.eye(3)[:, :, None, None]  # (3, 3, 1, 1)
for name, image in zip(("red", "green", "blue"), pure, strict=True):
    print(f"{name:5} luma {grey(image).item():5.1f}   mean {image.mean(dim=0).item():.1f}")

images = torch.rand(32, 3, 24, 24)  # (32, 3, 24, 24)
print(grey(images).shape)
print("einsum:", torch.allclose(torch.einsum("bchw,c->bhw", images, luma), grey(images)[:, 0]))
theirs = v2.functional.rgb_to_grayscale(images)  # (32, 1, 24, 24)
print("torchvision:", torch.allclose(theirs, grey(images), atol=1e-3))
