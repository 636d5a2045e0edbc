import torch
from torchvision.transforms import v2

torch.manual_seed(1640)
batch = torch.full((4, 3, 32, 32), 0.5)
print("distinct results      at once  one by one")
for transform in (v2.RandomErasing(p=1), v2.ColorJitter(brightness=0.5), v2.GaussianNoise()):
    at_once = transform(batch)  # (4, 3, 32, 32)
    one_by_one = torch.stack([transform(image) for image in batch])  # (4, 3, 32, 32)
    counts = [len(result.unique(dim=0)) for result in (at_once, one_by_one)]
    print(f"{type(transform).__name__:21}{counts[0]:8}{counts[1]:12}")
