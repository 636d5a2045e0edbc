import torch
from torch import nn


def masked_mean(outputs, lengths):
    steps = torch.arange(outputs.shape[1])  # (T,)
    mask = steps < lengths[:, None]  # (B, T)
    total = (outputs * mask[:, :, None]).sum(dim=1)  # (B, H)
    return total / lengths[:, None]  # (B, H)


torch.manual_seed(1640)
rnn = nn.RNN(3, 4, batch_first=True).double()
inputs = torch.rand(2, 4, 3, dtype=torch.float64)  # (B, T, C)
lengths = torch.tensor([4, 2])  # (B,)
for padding in (0.0, 5.0):
    inputs[1, 2:] = padding
    outputs, _ = rnn(inputs)  # (B, T, H), (1, B, H)
    right, wrong = masked_mean(outputs, lengths)[1, 0], outputs.mean(dim=1)[1, 0]  # (), ()
    print(f"padding {padding}: masked mean {right:.4f}, plain mean {wrong:.4f}")
