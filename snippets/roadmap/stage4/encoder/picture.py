import matplotlib.pyplot as plt
import torch
from torch import nn

from hanli.models import TransformerEncoder

figure, axes = plt.subplots(figsize=(7, 4))
for name, norm_first, style in (("post-norm", False, "o--"), ("pre-norm", True, "s-")):
    rows = []
    for seed in range(6):
        torch.manual_seed(seed)
        encoder = TransformerEncoder(32, 2, 12, dropout=0.0, norm_first=norm_first).double()
        for parameter in encoder.parameters():
            if parameter.ndim == 2:
                nn.init.xavier_uniform_(parameter)
        head = nn.Linear(32, 10).double()
        words = torch.randn(64, 8, 32, dtype=torch.float64)  # (B, L, E)
        labels = torch.randint(10, (64, 8))  # (B, L)
        nn.functional.cross_entropy(head(encoder(words)).mT, labels).backward()
        rows.append(
            [
                nn.utils.get_total_norm([p.grad for p in layer.parameters()])
                for layer in encoder.layers
            ]
        )
    axes.plot(range(12), torch.tensor(rows).mean(dim=0), style, label=name)
axes.set(xlabel="layer", ylabel="gradient norm", ylim=(0, None))
axes.legend()
figure.tight_layout()
figure.savefig("picture.svg")
