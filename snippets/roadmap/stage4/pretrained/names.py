import torch
from torchvision.models import efficientnet_b0, resnet18, vgg16

for create in (resnet18, efficientnet_b0, vgg16):
    with torch.device("meta"):
        model = create(weights=None)
    matched = [name for name, _ in model.named_parameters() if "fc" in name]
    last = [name for name, _ in model.named_parameters()][-1]
    print(f"{create.__name__:16} {len(matched):2} matched by 'fc', {matched[:1]}; last: {last}")
