import torch
from torch import nn

torch.manual_seed(1640)
embedding = nn.Embedding(10, 3, padding_idx=0).double()  # (1)!
rnn = nn.RNN(3, 4, batch_first=True).double()
samples, lengths = [[5, 2, 7, 4], [3, 8]], torch.tensor([4, 2])


def last_states(width, pad):
    tokens = torch.tensor([s + [pad] * (width - len(s)) for s in samples])
    outputs, _ = rnn(embedding(tokens))
    index = (lengths - 1).view(-1, 1, 1).expand(-1, 1, 4)  # (B, 1, H)
    return outputs.gather(1, index).squeeze(1), outputs[:, -1]  # (2)!


_, alone = rnn(embedding(torch.tensor([[3, 8]])))  # (1, 2, H), (1, 1, H)
print(f"sample 1 alone: {alone[0, 0, 0]:.4f}")
for width, pad in ((4, 0), (7, 0), (4, 9)):
    real, last = last_states(width, pad)  # (B, H), (B, H)
    error = (real[1] - alone[0, 0]).abs().max()  # ()
    print(f"width {width}, padding {pad}: last real step {real[1, 0]:.4f}", end="")
    print(f" (off by {error:.6f}), index -1 {last[1, 0]:.4f}")
