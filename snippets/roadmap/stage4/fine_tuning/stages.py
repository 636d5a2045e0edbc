import torch
from torch import nn
from torchvision.models import resnet18

model = resnet18(weights=None).requires_grad_(False)
model.fc = nn.Linear(model.fc.in_features, 5)
optimizer = torch.optim.AdamW([{"params": model.fc.parameters(), "lr": 1e-3, "name": "fc"}])


def unfreeze(name, lr):
    module = model.get_submodule(name).requires_grad_(True)
    optimizer.add_param_group({"params": module.parameters(), "lr": lr, "name": name})


def check_groups():
    trainable = {p for p in model.parameters() if p.requires_grad}
    told = {p for group in optimizer.param_groups for p in group["params"]}
    assert trainable == told  # (1)!
    return [f"{group['name']} {group['lr']:g}" for group in optimizer.param_groups], len(told)


for name, lr in ((None, None), ("layer4", 1e-4), ("layer3", 1e-5)):
    if name:
        unfreeze(name, lr)
    groups, count = check_groups()
    print(f"{count:2} tensors in {groups}")
