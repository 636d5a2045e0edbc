import torch

torch.manual_seed(1640)
image = torch.linspace(0, 1, 3 * 64 * 64).reshape(3, 64, 64)  # (3, 64, 64)
noisy = image + torch.randn(image.shape) * 0.1  # (1)!
print(f"float32: from {noisy.min():.1f} to {noisy.max():.1f}")
half = image.half()
print("half becomes", (half + torch.randn(half.shape) * 0.1).dtype)
integers = (image * 255).byte()
moved = (integers + torch.randn(image.shape) * 0.1) - integers
print("uint8 moves by less than 1:", moved.abs().max().item() < 1)
