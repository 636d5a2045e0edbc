import torch
from torch import nn
from torch.export import Dim

model = nn.Linear(8, 3).eval()
for size in (2, 1):  # (1)!
    try:
        torch.export.export(
            model, (torch.rand(size, 8),), dynamic_shapes=({0: Dim("batch", min=1)},)
        )
        print(size, "exported")
    except torch._dynamo.exc.UserError as error:
        print(size, str(error).splitlines()[1].strip().partition(".")[0])
