import torch
from torch import nn

torch.save(nn.Linear(1000, 1000).state_dict(), "model.pt")
for location in ("cpu", "meta"):
    state = torch.load("model.pt", map_location=location, weights_only=True)
    print(f"{location:4} {state['weight'].device!s:4} {list(state['weight'].shape)}")
