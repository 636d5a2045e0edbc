import torch


def gray(images):
    red, green, blue = images[:, 0], images[:, 1], images[:, 2]
    return (0.299 * red + 0.587 * green + 0.114 * blue)[:, None]


pure = torch.tensor([[255, 0, 0], [0, 255, 0], [0, 0, 255]], dtype=torch.uint8)
pure = pure[:, :, None, None]  # (3, 3, 1, 1)
print("weighted:", gray(pure).flatten())
print("mean:    ", pure.float().mean(dim=1).flatten())
print(gray(torch.rand(3, 3, 256, 256)).shape)

levels = torch.arange(256, dtype=torch.uint8).expand(1, 3, 1, 256)  # (1, 3, 1, 256)
exact = gray(levels)[0, 0, 0]  # (256,)
cut, rounded = exact.to(torch.uint8), exact.round().to(torch.uint8)  # (256,), (256,)
for name, back in (("without round", cut), ("with round", rounded)):
    print(f"gray levels changed {name}:", (back != levels[0, 0, 0]).sum().item())
