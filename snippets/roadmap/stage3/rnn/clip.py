import torch
from torch import nn

torch.set_default_dtype(torch.float64)
for max_norm in (float("inf"), 1.0):
    torch.manual_seed(1640)
    rnn = nn.RNN(4, 16, bias=False, batch_first=True)
    nn.init.orthogonal_(rnn.weight_hh_l0, 2.0)
    inputs, targets = 0.1 * torch.randn(8, 50, 4), torch.rand(8, 16)  # (B, T, 4), (B, H)
    optimizer = torch.optim.SGD(rnn.parameters(), lr=0.1)
    start = rnn.weight_hh_l0.detach().clone()  # (H, H)
    loss = nn.functional.mse_loss(rnn(inputs)[1][0], targets)  # ()
    optimizer.zero_grad()
    loss.backward()
    norm = nn.utils.clip_grad_norm_(rnn.parameters(), max_norm)  # ()
    optimizer.step()
    moved = (rnn.weight_hh_l0 - start).norm().item()
    print(
        f"max_norm {max_norm}: gradient {norm:.0f}, weights {start.norm():.0f}, moved {moved:.2f}"
    )
