import torch
from torch import nn


class SaltAndPepper(nn.Module):
    def __init__(self, share):
        super().__init__()
        if not 0 <= share <= 1:
            raise ValueError(f"share must be between 0 and 1, got {share}")
        self.share = share

    def forward(self, image):
        white = 1 if image.is_floating_point() else 255
        draws = torch.rand(image.shape[-2:], device=image.device)  # (1)!
        image = image.masked_fill(draws < self.share / 2, 0)
        return image.masked_fill(draws > 1 - self.share / 2, white)


torch.manual_seed(1640)
image = torch.full((3, 200, 200), 100, dtype=torch.uint8)
noisy = SaltAndPepper(0.1)(image)  # (3, 200, 200)
print("values:", noisy.unique().tolist(), noisy.dtype)
changed = noisy != image  # (3, 200, 200)
print("about a tenth changed:", 0.09 < changed.float().mean().item() < 0.11)
print("same places in all channels:", torch.equal(changed[0], changed[2]))
