import torch
from torch import nn

model, loss_function = nn.Linear(64, 10), nn.CrossEntropyLoss()
logits = model(torch.rand(4, 64))  # (4, 10)


class NoSuper(nn.Module):
    def __init__(self):
        self.layer = nn.Linear(64, 10)


for wrong in (
    lambda: loss_function(logits, torch.tensor([1.0, 2.0, 3.0, 4.0])),  # (1)!
    lambda: nn.MultiMarginLoss()(logits, torch.tensor([1.0, 2.0, 3.0, 4.0])),
    lambda: loss_function(logits, torch.tensor([1, 2, 3, 10])),
    lambda: loss_function(logits, torch.tensor([[1], [2], [3], [4]])),
    lambda: loss_function(logits, torch.tensor([1, 2, 3])),
    lambda: model(torch.rand(4, 1, 8, 8)),
    lambda: model(torch.rand(4, 64, dtype=torch.float64)),
    NoSuper,
    lambda: model.load_state_dict(nn.Sequential(nn.Linear(64, 10)).state_dict()),
    lambda: model.load_state_dict(nn.Linear(64, 5).state_dict()),
):
    try:
        wrong()
    except (AttributeError, IndexError, RuntimeError, ValueError) as error:
        print(f"{type(error).__name__}:", *(line.strip() for line in str(error).splitlines()[:2]))
