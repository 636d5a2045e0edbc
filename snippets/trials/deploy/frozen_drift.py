import torch
import torch.nn.functional as F
from torch import nn
from torchvision.models import resnet18


def changed(model: nn.Module) -> list[str]:
    """Train five steps and name the entries of the state that are no longer the same."""
    trainable = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.SGD(trainable, lr=0.1)
    before = {name: value.clone() for name, value in model.state_dict().items()}
    for _ in range(5):
        images, labels = torch.rand(4, 3, 32, 32), torch.randint(5, (4,))  # (4, 3, 32, 32), (4,)
        F.cross_entropy(model(images), labels).backward()
        optimizer.step()
        optimizer.zero_grad()
    after = model.state_dict()
    return [name for name in before if not torch.equal(before[name], after[name])]


torch.manual_seed(0)
model = resnet18(weights=None).requires_grad_(False)  # (1)!
model.fc = nn.Linear(512, 5)
print("entries of the state:", len(model.state_dict()))

model.train()
moved = changed(model)
kinds = [name.rpartition(".")[2] for name in moved if not name.startswith("fc.")]
print("changed:", len(moved), {kind: kinds.count(kind) for kind in sorted(set(kinds))})

model.train()
for module in model.modules():
    if isinstance(module, nn.BatchNorm2d):
        module.eval()  # (2)!
print("changed:", changed(model))
