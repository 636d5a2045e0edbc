import torch

from hanli.projects.named_entities import CRF

torch.manual_seed(0)
crf = CRF(7).double()
lengths = torch.tensor([12, 5, 9])
emissions = torch.randn(3, 12, 7, dtype=torch.float64)  # (3, 12, 7)
mask = torch.arange(12) < lengths[:, None]  # (3, 12)
with torch.no_grad():
    total = crf.start_transitions + emissions[:, 0]  # (3, 7)
    for step in range(1, 12):
        longer = (total[:, :, None] + crf.transitions).logsumexp(dim=1) + emissions[:, step]
        total = torch.where(mask[:, step, None], longer, total)  # (1)!
    sums = (total + crf.end_transitions).logsumexp(dim=1)  # (3,)
    print("equal to hanli:", torch.allclose(sums, crf.log_partition(emissions, mask)))
    pairs = zip(emissions, mask, strict=True)
    alone = [crf.log_partition(row[None, real], real[None, real]) for row, real in pairs]
    print("equal to one at a time:", torch.allclose(sums, torch.cat(alone)))
