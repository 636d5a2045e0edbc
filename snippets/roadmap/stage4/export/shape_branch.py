import logging

import torch
from torch import nn
from torch.export import Dim, export

logging.disable(logging.CRITICAL)  # (1)!


class Rule(nn.Module):
    def forward(self, x):
        return x * 2 if x.shape[0] > 5 else x - 1


for name, dim, size in (("Dim", Dim("batch"), 4), ("AUTO", Dim.AUTO, 4), ("AUTO", Dim.AUTO, 1)):
    print(f"{name}, example of {size}")
    shapes = ({0: dim},)
    try:
        program = export(Rule(), (torch.ones(size, 3),), dynamic_shapes=shapes).module()
    except torch._dynamo.exc.UserError as error:
        print("  ", str(error).splitlines()[3].strip())
        continue
    for batch in (1, 3, 8):
        x = torch.randn(batch, 3)
        try:
            print(f"   batch {batch}: equal to the network:", torch.equal(program(x), Rule()(x)))
        except AssertionError as error:
            print(f"   batch {batch}:", str(error).splitlines()[0])
