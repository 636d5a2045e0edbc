import torch
from torch import nn


def network(classes):
    return nn.Sequential(nn.Flatten(), nn.Linear(784, classes))


images = torch.zeros(2, 1, 28, 28)  # (2, 1, 28, 28)
trained, model = network(10), network(5)
wrongs = [
    lambda: model.load_state_dict(trained.state_dict()),
    lambda: nn.functional.cross_entropy(model(images), torch.tensor([5, 9])),
    lambda: nn.Conv2d(3, 8, 3)(images),
    lambda: nn.BatchNorm1d(4)(torch.zeros(1, 4)),
]
for wrong in wrongs:
    try:
        wrong()
    except (RuntimeError, IndexError, ValueError) as error:
        print(f"{type(error).__name__}: {str(error).splitlines()[-1].strip()}")
