import torch
from torchvision.models import get_model

for architecture in ["resnet18", "vgg16", "efficientnet_b0"]:
    with torch.device("meta"):
        model = get_model(architecture, weights=None)
    found = [name.split(".") for name, _ in model.named_parameters() if "fc" in name]
    owners = {type(model.get_submodule(".".join(parts[:-2]))).__name__ for parts in found}  # (1)!
    print(f"{architecture:16}", len(found), sorted(owners))
