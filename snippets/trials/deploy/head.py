import torch
from torch import nn
from torchvision.models import get_model


def replace_head(model: nn.Module, num_classes: int) -> str:
    """Put a new last layer in the place of the one with 1000 outputs, and return its name."""
    names = [
        name
        for name, module in model.named_modules()
        if isinstance(module, nn.Linear) and module.out_features == 1000  # (1)!
    ]
    if len(names) != 1:
        raise ValueError(f"model must have one Linear with 1000 outputs, it has {names}")
    old = model.get_submodule(names[0])
    new = nn.Linear(old.in_features, num_classes, device=old.weight.device)  # (2)!
    model.set_submodule(names[0], new)  # (3)!
    return names[0]


for architecture in ["resnet18", "efficientnet_b0", "vgg16", "mobilenet_v3_small", "vit_b_16"]:
    with torch.device("meta"):  # (4)!
        model = get_model(architecture, weights=None)
        images = torch.empty(2, 3, 224, 224)  # (2, 3, 224, 224)
    before = sum(parameter.numel() for parameter in model.parameters())
    name = replace_head(model, num_classes=7)
    logits = model.eval()(images)  # (2, 7)
    after = sum(parameter.numel() for parameter in model.parameters())
    head = sum(parameter.numel() for parameter in model.get_submodule(name).parameters())
    print(f"{architecture:18} {name:12} {before:>11,} -> {after:>11,}  head {head:>6,}")
