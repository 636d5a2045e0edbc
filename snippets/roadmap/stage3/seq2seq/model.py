import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from hanli.models import attend


class Seq2Seq(nn.Module):
    def __init__(self, source_size, target_size, width=64, embedding=32):
        super().__init__()
        self.source_embedding = nn.Embedding(source_size, embedding, padding_idx=0)
        self.target_embedding = nn.Embedding(target_size, embedding, padding_idx=0)
        self.encoder = nn.GRU(embedding, width // 2, batch_first=True, bidirectional=True)
        self.decoder = nn.GRU(embedding, width, batch_first=True)
        self.combine = nn.Linear(2 * width, width)
        self.head = nn.Linear(width, target_size)

    def encode(self, sources):
        mask = sources != 0  # (B, S)
        vectors = self.source_embedding(sources)
        lengths = mask.sum(dim=1).cpu()
        packed = pack_padded_sequence(vectors, lengths, batch_first=True, enforce_sorted=False)
        packed, states = self.encoder(packed)
        keys, _ = pad_packed_sequence(packed, batch_first=True, total_length=sources.shape[1])
        return keys, torch.cat([states[0], states[1]], dim=-1).unsqueeze(0), mask  # (1)!

    def forward(self, sources, inputs):
        keys, state, mask = self.encode(sources)
        queries, _ = self.decoder(self.target_embedding(inputs), state)  # (2)!
        context, _ = attend(queries, keys, mask)
        return self.head(self.combine(torch.cat([context, queries], dim=-1)).tanh())


sources = torch.tensor([[5, 6, 7, 8], [9, 4, 0, 0]])  # (2, 4)
targets = torch.tensor([[1, 5, 4, 2], [1, 6, 2, 0]])  # (2, 4)
logits = Seq2Seq(10, 8)(sources, targets[:, :-1])  # (2, 3, 8)
labels = targets[:, 1:]  # (2, 3)
print(tuple(logits.shape), labels.tolist())
