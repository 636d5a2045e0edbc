import torch
from torch import nn
from torch.nn.modules.utils import consume_prefix_in_state_dict_if_present

source, target = nn.Linear(2, 1), nn.Linear(2, 1)
compiled = torch.compile(source)
state = compiled.state_dict()
try:
    target.load_state_dict(state)
except RuntimeError as error:
    print(error)
consume_prefix_in_state_dict_if_present(state, "_orig_mod.")  # (1)!
print(target.load_state_dict(state))
print("inner module:", list(compiled._orig_mod.state_dict()))
