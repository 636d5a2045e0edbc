import torch
from torch import nn

from hanli.models import SinusoidalPositions

codes = SinusoidalPositions(4, 50).table  # (50, 4)
saved, attribute, parameter = nn.Module(), nn.Module(), nn.Module()
saved.register_buffer("table", codes)
attribute.table = codes
parameter.table = nn.Parameter(codes)
modules = {"attribute": attribute, "parameter": parameter, "saved": saved}
for name, module in (modules | {"not saved": SinusoidalPositions(4, 50)}).items():
    trained, keys = len(list(module.parameters())), list(module.state_dict())
    print(f"{name:9} parameters {trained}, saved {keys}, dtype {module.double().table.dtype}")
longer = nn.Module()
longer.register_buffer("table", torch.zeros(60, 4))
try:
    longer.load_state_dict(saved.state_dict())
except RuntimeError as error:
    print(str(error).split("\t")[-1])
