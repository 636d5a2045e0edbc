import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

torch.manual_seed(1640)
B, T, H = 2, 6, 8
lengths = torch.tensor([3, 6])  # (B,)
embedded = torch.randn(B, T, 4)  # (B, T, 4)
lstm = nn.LSTM(4, H, batch_first=True, bidirectional=True)

packed = pack_padded_sequence(embedded, lengths, batch_first=True, enforce_sorted=False)
packed_outputs, (last, _) = lstm(packed)
outputs = pad_packed_sequence(packed_outputs, batch_first=True)[0]  # (B, T, 2 * H)
plain = lstm(embedded)[0]  # (B, T, 2 * H)


def at_last_letter(outputs):
    return outputs[torch.arange(B), lengths - 1]  # (B, 2 * H)


print("pads come back as zeros:", not outputs[0, 3:].any())
print("forwards,  unpacked and picked:", torch.allclose(at_last_letter(plain)[:, :H], last[0]))
print("backwards, unpacked and picked:", torch.allclose(at_last_letter(plain)[:, H:], last[1]))
print("backwards, unpacked and first: ", torch.allclose(plain[:, 0, H:], last[1], atol=1e-3))
print("backwards, packed and first:   ", torch.allclose(outputs[:, 0, H:], last[1]))
