import torch
from torch import nn


def build(classes):
    return nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, classes))


def load_body(model, state, head):
    body = {name: tensor for name, tensor in state.items() if not name.startswith(head)}
    result = model.load_state_dict(body, strict=False)
    if result.unexpected_keys or not all(name.startswith(head) for name in result.missing_keys):
        raise ValueError(f"{result}")
    return result.missing_keys


torch.manual_seed(1640)
old, new = build(5), build(10)
print("new:", load_body(new, old.state_dict(), "2."))
print("body:", (new[0].weight - old[0].weight).abs().max().item())
try:
    load_body(build(10), torch.compile(old).state_dict(), "2.")
except ValueError as error:
    print(error)
