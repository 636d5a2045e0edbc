import warnings

import torch
from torch.nn import functional as F
from torch.utils.checkpoint import checkpoint

from hanli.data import digits

images, labels = digits()
x, y = images[:512].flatten(1), labels[:512]  # (512, 64), (512,)


def train(**options):
    torch.manual_seed(1640)
    body = torch.nn.Sequential(torch.nn.Linear(64, 32), torch.nn.Tanh())
    head = torch.nn.Linear(32, 10)
    first = body[0].weight.detach().clone()  # (32, 64)
    optimizer = torch.optim.AdamW([*body.parameters(), *head.parameters()], lr=0.01)
    for _ in range(30):
        optimizer.zero_grad()
        loss = F.cross_entropy(head(checkpoint(body, x, **options)), y)  # ()
        loss.backward()
        optimizer.step()
    return f"loss {loss:.3f}, the first layer moved: {not torch.equal(first, body[0].weight)}"


with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    print("as it comes:        ", train())  # (1)!
print("use_reentrant=False:", train(use_reentrant=False))
for message in sorted({str(warning.message).partition(". ")[0] for warning in caught}):
    print(message)
