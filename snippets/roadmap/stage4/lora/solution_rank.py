from torch import nn

from hanli.models import LoRALinear

for inputs, outputs in ((768, 768), (768, 3072), (64, 4)):
    for rank in (1, 4, 8):
        if rank > min(inputs, outputs):
            continue
        layer = LoRALinear(nn.Linear(inputs, outputs), rank)
        trained = sum(p.numel() for p in layer.parameters() if p.requires_grad)
        assert trained == rank * (inputs + outputs)
        share = trained / (inputs * outputs)
        print(f"{inputs}x{outputs}, rank {rank}: {trained:6,} numbers, {share:.1%} of the weight")
try:
    LoRALinear(nn.Linear(64, 4), 8)
except ValueError as error:
    print(error)
