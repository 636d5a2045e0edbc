import torch
from torch import nn

from hanli.data import digits

images, labels = digits()  # (1797, 1, 8, 8), (1797,)
order = torch.randperm(1797, generator=torch.Generator().manual_seed(1640))
pixels, labels = images[order].flatten(1).double(), labels[order]  # (1797, 64), (1797,)


class Block(nn.Module):
    def __init__(self, std=None, residual=False):
        super().__init__()
        self.linear, self.residual = nn.Linear(64, 64), residual
        self.norm = nn.LayerNorm(64) if residual else nn.Identity()
        if std is not None:
            nn.init.normal_(self.linear.weight, std=std)

    def forward(self, hidden):
        change = torch.relu(self.linear(self.norm(hidden)))
        return hidden + change if self.residual else change


def build(seed, **options):
    torch.manual_seed(seed)
    blocks = [Block(**options) for _ in range(20)]
    return nn.Sequential(*blocks, nn.Linear(64, 10)).double()


ways = {"default": {}, "std 0.3": {"std": 0.3}, "Kaiming": {"std": (2 / 64) ** 0.5}}
ways["residual, norm"] = {"residual": True}
if __name__ == "__main__":
    for name, options in ways.items():
        model = build(1640, **options)
        nn.functional.cross_entropy(model(pixels[:200]), labels[:200]).backward()
        norms = [model[layer].linear.weight.grad.norm().item() for layer in (0, 9, 19)]
        print(f"{name:16}", *(f"{norm:.0e}" for norm in norms))
