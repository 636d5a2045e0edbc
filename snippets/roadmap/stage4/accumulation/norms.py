import torch
from torch import nn
from torch.nn.functional import cross_entropy


def error(layer, parts=4):
    torch.manual_seed(31)
    x, y = torch.randn(64, 8, dtype=torch.float64), torch.randint(3, (64,))  # (64, 8), (64,)
    model = nn.Sequential(nn.Linear(8, 32), layer, nn.ReLU(), nn.Linear(32, 3)).double()
    gradients = []
    for pieces in (1, parts):
        model.zero_grad()
        for part in torch.arange(64).chunk(pieces):
            (cross_entropy(model(x[part]), y[part], reduction="sum") / 64).backward()
        gradients.append(torch.cat([value.grad.flatten() for value in model.parameters()]))
    return (gradients[1] - gradients[0]).norm() / gradients[0].norm()


batch_norm, frozen = nn.BatchNorm1d(32), nn.BatchNorm1d(32).eval()
print(f"BatchNorm1d:         {error(batch_norm):.0%}")
print(f"batches counted:     {batch_norm.num_batches_tracked}")
print(f"BatchNorm1d.eval():  {error(frozen):.0%}")
print(f"GroupNorm(4, 32):    {error(nn.GroupNorm(4, 32)):.0%}")
print(f"LayerNorm(32):       {error(nn.LayerNorm(32)):.0%}")
print(f"Dropout(0.5):        {error(nn.Dropout(0.5)):.0%}")
print(f"Dropout(0.5), whole: {error(nn.Dropout(0.5), parts=1):.0%}")
