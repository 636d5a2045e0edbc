import torch
from torch import nn

from hanli.models import TransformerEncoder


def gradient_norms(norm_first, seed):
    torch.manual_seed(seed)
    encoder = TransformerEncoder(32, 2, 12, dropout=0.0, norm_first=norm_first).double()
    for parameter in encoder.parameters():
        if parameter.ndim == 2:
            nn.init.xavier_uniform_(parameter)  # (1)!
    head = nn.Linear(32, 10).double()
    words = torch.randn(64, 8, 32, dtype=torch.float64)  # (B, L, E)
    labels = torch.randint(10, (64, 8))  # (B, L)
    nn.functional.cross_entropy(head(encoder(words)).mT, labels).backward()
    return [
        nn.utils.get_total_norm([p.grad for p in layer.parameters()]).item()
        for layer in encoder.layers
    ]


for name, norm_first in (("post-norm", False), ("pre-norm", True)):
    norms = torch.tensor([gradient_norms(norm_first, seed) for seed in range(6)])  # (6, 12)
    means = [f"{mean:.2f}" for mean in norms.mean(dim=0)[[0, 4, 8, 11]].tolist()]
    ratios = norms[:, 11] / norms[:, 0]
    print(f"{name:9} layers 0, 4, 8, 11: {means},", end=" ")
    print(f"last / first {ratios.min():.1f} to {ratios.max():.1f}")
