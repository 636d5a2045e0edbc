import torch
from skimage import data
from torchvision.transforms import v2

photo = torch.from_numpy(data.coffee())  # (400, 600, 3)
batch = photo.permute(2, 0, 1)[None]  # (1, 3, 400, 600)

signed = batch / 127.5 - 1  # (1)!
print(signed.dtype, signed.min().item(), signed.max().item())

back = ((signed + 1) * 127.5).round().to(torch.uint8)  # (1, 3, 400, 600)
print("there and back:", torch.equal(back, batch))

recipe = v2.Compose(
    [v2.ToDtype(torch.float32, scale=True), v2.Normalize([0.5] * 3, [0.5] * 3)]  # (2)!
)
print("as torchvision does it:", torch.allclose(recipe(batch), signed, atol=1e-6))
