import torch

from hanli.projects.named_entities import CRF

torch.manual_seed(0)
crf = CRF(7).double()
lengths = torch.tensor([12, 5, 9])
emissions = 5 * torch.randn(3, 12, 7, dtype=torch.float64)  # (3, 12, 7)
tags = emissions.argmax(dim=2)  # (3, 12)
mask = torch.arange(12) < lengths[:, None]  # (3, 12)
together = crf(emissions, tags, mask)  # (3,)
for row, length in enumerate(lengths):
    one = slice(row, row + 1), slice(0, length)
    alone = crf(emissions[one], tags[one], mask[one])
    print(f"{length:2} tokens: loss {alone.item():.4f}, in the batch {together[row]:.4f}")
everything = torch.ones_like(mask)
wrong = crf.log_partition(emissions, mask) - crf.score(emissions, tags, everything)  # (1)!
print("loss with the padding in the score:", *(f"{value:.1f}" for value in wrong.tolist()))
