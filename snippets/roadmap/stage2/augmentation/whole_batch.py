import torch
from torchvision.transforms import v2

torch.manual_seed(1640)
batch = torch.ones(4, 3, 32, 32)
erase = v2.RandomErasing(p=1.0, value=0)
at_once = erase(batch)  # (4, 3, 32, 32)
one_by_one = torch.stack([erase(image) for image in batch])  # (4, 3, 32, 32)
for name, result in {"at once": at_once, "one by one": one_by_one}.items():
    holes = {tuple(hole.tolist()) for hole in result[:, 0].flatten(1)}
    print(f"{name}: {len(holes)} different holes in 4 pictures")
