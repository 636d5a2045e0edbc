import torch
from torch.nn import functional as F

data = torch.rand(14, 5, dtype=torch.float64, generator=torch.Generator().manual_seed(1640))
x, y = data.split([4, 1], dim=1)  # (14, 4), (14, 1)
torch.manual_seed(1640)
net = torch.nn.Linear(4, 1, bias=False).double()


def accumulate(window):
    """Gradient of the mean over a window of samples, a batch of 4 at a time."""
    net.zero_grad()
    for batch in window.split(4):
        loss = F.mse_loss(net(x[batch]), y[batch], reduction="sum")
        (loss / len(window)).backward()  # (1)!
    return net.weight.grad


for window in torch.arange(14).split(12):  # (2)!
    (true,) = torch.autograd.grad(F.mse_loss(net(x[window]), y[window]), net.weight)
    share = accumulate(window).norm() / true.norm()  # ()
    print(f"the window of {len(window)}: {share:.4f} of its gradient")
