from torch import nn
from torch.optim import AdamW
from torchvision.models import resnet18


def falling_rates(model, names, lr, factor):
    groups = []
    for depth, name in enumerate(names):  # (1)!
        parameters = model.get_submodule(name).parameters()
        groups.append({"params": parameters, "lr": lr * factor**depth, "name": name})
    return groups


model = resnet18(weights=None)
model.fc = nn.Linear(model.fc.in_features, 5)
names = ["fc", "layer4", "layer3", "layer2", "layer1", "bn1", "conv1"]
optimizer = AdamW(falling_rates(model, names, lr=1e-3, factor=0.3))
for group in optimizer.param_groups:
    print(f"{group['name']:6} lr {group['lr']:.1e}  {len(group['params']):2} tensors")
told = sum(len(group["params"]) for group in optimizer.param_groups)
print("all tensors:", told == len(list(model.parameters())))
