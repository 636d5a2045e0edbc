import logging
import warnings

import torch
from torch import nn

logging.getLogger("torch.utils._pytree").setLevel(logging.ERROR)
with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # (1)!
    from torchao.quantization.pt2e.quantize_pt2e import prepare_pt2e
    from torchao.quantization.pt2e.quantizer import x86_inductor_quantizer as x86


class Block(nn.Module):
    def __init__(self, shared):
        super().__init__()
        self.first = nn.Conv2d(3, 3, 3, padding=1)
        self.second = nn.Conv2d(3, 3, 3, padding=1)
        self.relu, self.relu2 = nn.ReLU(), nn.ReLU()
        self.shared = shared

    def forward(self, images):
        outputs = self.second(self.relu(self.first(images))) + images
        return self.relu(outputs) if self.shared else self.relu2(outputs)  # (2)!


def prepare(block):
    quantizer = x86.X86InductorQuantizer()
    quantizer.set_global(x86.get_default_x86_inductor_quantization_config())
    program = torch.export.export(block.eval(), (torch.rand(2, 3, 8, 8),))
    return prepare_pt2e(program.module(), quantizer)


prepare(Block(shared=False))
print("two ReLUs: prepared")
prepare(Block(shared=True))
