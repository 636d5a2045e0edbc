import torch
from torch import nn

torch.manual_seed(1640)
gru = nn.GRU(input_size=2, hidden_size=4, batch_first=True).double()
inputs = torch.rand(3, 5, 2, dtype=torch.float64)  # (B, T, C)


def run(inputs, w_ih, w_hh, b_ih, b_hh):
    hidden = inputs.new_zeros(inputs.shape[0], w_hh.shape[1])  # (B, H)
    for x in inputs.unbind(dim=1):
        reset_x, update_x, new_x = (x @ w_ih.mT + b_ih).chunk(3, dim=1)
        reset_h, update_h, new_h = (hidden @ w_hh.mT + b_hh).chunk(3, dim=1)
        reset = torch.sigmoid(reset_x + reset_h)  # (B, H)
        update = torch.sigmoid(update_x + update_h)  # (B, H)
        new = torch.tanh(new_x + reset * new_h)  # (B, H)
        hidden = (1 - update) * new + update * hidden  # (B, H)
    return hidden


outputs, final = gru(inputs)  # (B, T, H), (1, B, H)
own = run(inputs, *gru.parameters())  # (B, H)
print(f"difference of the final states: {(final[0] - own).abs().max():.6f}")
