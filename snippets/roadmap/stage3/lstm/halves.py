import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

torch.manual_seed(1640)
lstm = nn.LSTM(2, 4, batch_first=True, bidirectional=True).double()
inputs = torch.rand(1, 5, 2, dtype=torch.float64)  # (1, T, C)
alone = lstm(inputs[:, :3])[0][:, 2]  # (1, 8)
packed = pack_padded_sequence(inputs, torch.tensor([3]), batch_first=True)
for name, outputs in (
    ("not packed", lstm(inputs)[0]),
    ("packed", pad_packed_sequence(lstm(packed)[0], batch_first=True)[0]),
):
    change = (outputs[:, 2] - alone).abs()  # (1, 8)
    print(
        f"{name:10} forward half {change[:, :4].max():.4f}, backward half {change[:, 4:].max():.4f}"
    )
