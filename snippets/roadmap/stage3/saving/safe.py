import torch
from safetensors.torch import load_file, save_file
from torch import nn

model = nn.Linear(2, 1)
save_file(model.state_dict(), "model.safetensors")
state = load_file("model.safetensors", device="cpu")
print(sorted(state), torch.equal(state["weight"], model.weight))
try:
    save_file({"epoch": 3}, "checkpoint.safetensors")
except ValueError as error:
    print(error)
