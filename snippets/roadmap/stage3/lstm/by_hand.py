import torch
from torch import nn

torch.manual_seed(1640)
lstm = nn.LSTM(input_size=2, hidden_size=4, batch_first=True).double()
inputs = torch.rand(3, 5, 2, dtype=torch.float64)  # (B, T, C)


def run(inputs, w_ih, w_hh, b_ih, b_hh):
    hidden = inputs.new_zeros(inputs.shape[0], w_hh.shape[1])  # (B, H)
    cell = torch.zeros_like(hidden)  # (B, H)
    steps = []
    for x in inputs.unbind(dim=1):
        sums = x @ w_ih.mT + b_ih + hidden @ w_hh.mT + b_hh  # (B, 16)
        i, f, g, o = sums.chunk(4, dim=1)  # (1)!
        cell = f.sigmoid() * cell + i.sigmoid() * g.tanh()  # (B, H)
        hidden = o.sigmoid() * cell.tanh()  # (B, H)
        steps.append(hidden)
    return torch.stack(steps, dim=1), hidden, cell


outputs, (final_hidden, final_cell) = lstm(inputs)
own_outputs, own_hidden, own_cell = run(inputs, *lstm.parameters())
print("shapes:", tuple(outputs.shape), tuple(final_hidden.shape), tuple(final_cell.shape))
print(f"difference of the outputs: {(outputs - own_outputs).abs().max():.6f}")
print(f"difference of the hidden states: {(final_hidden[0] - own_hidden).abs().max():.6f}")
print(f"difference of the cell states: {(final_cell[0] - own_cell).abs().max():.6f}")
for name, parameter in lstm.named_parameters():
    print(f"{name:12} {tuple(parameter.shape)}")
