import torch
from torch import nn

from hanli.models import Seq2Seq

PAD, BOS, EOS = 0, 1, 2
torch.manual_seed(1640)


def batch(size):
    sources = torch.full((size, 5), PAD)
    targets = torch.full((size, 7), PAD)
    targets[:, 0] = BOS
    for row, length in enumerate(torch.randint(3, 6, (size,)).tolist()):
        digits = torch.randint(3, 13, (length,))
        sources[row, :length] = digits
        targets[row, 1 : length + 2] = torch.cat([digits.flip(0), torch.tensor([EOS])])
    return sources, targets


model = Seq2Seq(13, 13)
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
for _ in range(120):
    sources, targets = batch(64)
    logits = model(sources, targets[:, :-1])
    loss = nn.functional.cross_entropy(logits.mT, targets[:, 1:], ignore_index=PAD)
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
sources, targets = batch(500)
written, _ = model.greedy(sources, begin=BOS, end=EOS, limit=6)
right = (written == targets[:, 1 : written.shape[1] + 1]).all(dim=1)
print(f"exact match {right.double().mean().item():.2f}")
sources = torch.tensor([[digit + 3 for digit in (2, 0, 2, 4)]])  # (1, 4)
written, _ = model.greedy(sources, begin=BOS, end=EOS, limit=6)
print([token - 3 for token in written[0, :-1].tolist()])
