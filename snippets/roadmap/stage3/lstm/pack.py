import torch
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

inputs = torch.tensor([[1.0, 2.0, 0.0, 0.0], [3.0, 4.0, 5.0, 6.0]]).unsqueeze(2)  # (B, T, 1)
lengths = torch.tensor([2, 4])
packed = pack_padded_sequence(inputs, lengths.cpu(), batch_first=True, enforce_sorted=False)
print("data:", packed.data.flatten().tolist())
print("batch sizes:", packed.batch_sizes.tolist())
padded, lengths = pad_packed_sequence(packed, batch_first=True)
print("padded again:", padded.squeeze(2).tolist(), lengths.tolist())
