import torch
from torchvision.transforms import v2

rows, columns = torch.arange(200)[:, None], torch.arange(400)[None, :]
disc = (rows - 100) ** 2 + (columns - 200) ** 2 < 60**2  # (200, 400)
photo = disc[None].float()  # (1, 200, 400)

squash = v2.Resize((224, 224))
keep = v2.Compose([v2.Resize(256), v2.CenterCrop(224)])
for name, resize in (("photo", v2.Identity()), ("squashed", squash), ("kept", keep)):
    ink = resize(photo)[0] > 0.5
    height, width = int(ink.any(dim=1).sum()), int(ink.any(dim=0).sum())
    print(f"{name:9} disc {width} wide, {height} high")
