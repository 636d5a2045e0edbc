import torch
from torch import nn

torch.manual_seed(1640)
rnn = nn.RNN(input_size=2, hidden_size=4, batch_first=True).double()
inputs = torch.rand(3, 5, 2, dtype=torch.float64)  # (B, T, C)


def run(inputs, w_ih, w_hh, b_ih, b_hh):
    hidden = inputs.new_zeros(inputs.shape[0], w_hh.shape[0])  # (B, H)
    steps = []
    for x in inputs.unbind(dim=1):  # (1)!
        hidden = torch.tanh(x @ w_ih.mT + b_ih + hidden @ w_hh.mT + b_hh)  # (B, H)
        steps.append(hidden)
    return torch.stack(steps, dim=1), hidden


outputs, final = rnn(inputs)  # (B, T, H), (1, B, H)
own_outputs, own_final = run(inputs, *rnn.parameters())  # (2)!
print("shapes:", tuple(outputs.shape), tuple(final.shape))
print(f"difference of the outputs: {(outputs - own_outputs).abs().max():.6f}")
print(f"difference of the final states: {(final[0] - own_final).abs().max():.6f}")
print(f"final state - last output: {(final[0] - outputs[:, -1]).abs().max():.6f}")
for name, parameter in rnn.named_parameters():
    print(f"{name:12} {tuple(parameter.shape)}")
print("parameters:", sum(p.numel() for p in rnn.parameters()))
