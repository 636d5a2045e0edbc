import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence


def reverse_real(inputs, lengths):
    steps = torch.arange(inputs.shape[1])  # (T,)
    mirrored = lengths[:, None] - 1 - steps  # (B, T)
    index = torch.where(mirrored >= 0, mirrored, steps)  # (B, T)
    return inputs.gather(1, index[:, :, None].expand_as(inputs))


torch.manual_seed(1640)
lstm = nn.LSTM(3, 4, batch_first=True, bidirectional=True).double()
backward = nn.LSTM(3, 4, batch_first=True).double()
state = lstm.state_dict()
backward.load_state_dict({name: state[name + "_reverse"] for name in backward.state_dict()})
inputs = torch.rand(2, 5, 3, dtype=torch.float64)  # (B, T, C)
lengths = torch.tensor([5, 3])  # (B,)
packed = pack_padded_sequence(inputs, lengths, batch_first=True, enforce_sorted=False)
outputs, _ = pad_packed_sequence(lstm(packed)[0], batch_first=True)  # (B, T, 8), (B,)
own = reverse_real(backward(reverse_real(inputs, lengths))[0], lengths)  # (B, T, H)
for sample, length in enumerate(lengths.tolist()):
    change = (own[sample, :length] - outputs[sample, :length, 4:]).abs().max()  # ()
    print(f"sample {sample}, {length} steps: difference {change:.6f}")
