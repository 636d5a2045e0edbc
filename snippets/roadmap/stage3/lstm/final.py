import torch
from torch import nn

torch.manual_seed(1640)
lstm = nn.LSTM(2, 4, num_layers=2, bidirectional=True, batch_first=True).double()
bottom = nn.LSTM(2, 4, bidirectional=True, batch_first=True).double()
bottom.load_state_dict({name: lstm.state_dict()[name] for name in bottom.state_dict()})  # (1)!
inputs = torch.rand(3, 5, 2, dtype=torch.float64)  # (B, T, C)

outputs, (final, _) = lstm(inputs)
below, _ = bottom(inputs)
print("shapes:", tuple(outputs.shape), tuple(final.shape))
for name, state, step in (
    ("final[0]  - layer 0, forward, step 4 ", final[0], below[:, 4, :4]),
    ("final[1]  - layer 0, backward, step 0", final[1], below[:, 0, 4:]),
    ("final[-2] - layer 1, forward, step 4 ", final[-2], outputs[:, 4, :4]),
    ("final[-1] - layer 1, backward, step 0", final[-1], outputs[:, 0, 4:]),
    ("final[-1] - layer 1, backward, step 4", final[-1], outputs[:, 4, 4:]),
):
    print(f"{name}: {(state - step).abs().max():.4f}")
