import torch
from torch import nn
from torchvision.models import resnet18


def unfreeze(model: nn.Module, module_name: str) -> int:
    matched = [p for name, p in model.named_parameters() if name.startswith(f"{module_name}.")]
    if not matched:
        parts = ", ".join(name for name, _ in model.named_children())
        raise ValueError(f"no parameter below {module_name!r}; this model has {parts}")
    for parameter in matched:
        parameter.requires_grad_(True)
    return sum(parameter.numel() for parameter in matched)


with torch.device("meta"):
    model = resnet18(weights=None).requires_grad_(False)
for module_name in ("layer4", "layer4.1", "fc", "layer", "classifier"):
    try:
        print(f"{module_name}: {unfreeze(model, module_name):,}")
    except ValueError as error:
        print(error)
