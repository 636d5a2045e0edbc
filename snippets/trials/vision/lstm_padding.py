import torch
from torch import nn
from torch.nn.functional import pad
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence


class Reader(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.embed = nn.Embedding(1000, 16, padding_idx=0)  # (1)!
        self.lstm = nn.LSTM(16, 64, batch_first=True)
        self.head = nn.Linear(64, classes)

    def forward(self, letters, lengths):
        packed = pack_padded_sequence(
            self.embed(letters), lengths.cpu(), batch_first=True, enforce_sorted=False
        )  # (2)!
        last = self.lstm(packed)[1][0]  # (1, B, 64)
        return self.head(last[0])  # (B, K)

    def forward_naive(self, letters):
        outputs, _ = self.lstm(self.embed(letters))
        return self.head(outputs[:, -1])  # (3)!


torch.manual_seed(1640)
model = Reader(classes=3)
texts = [torch.tensor([ord(letter) for letter in name]) for name in ("Suomi", "Deutschland")]
lengths = torch.tensor([len(text) for text in texts])  # (B,)
letters = pad_sequence(texts, batch_first=True)  # (B, 11)
longer = pad(letters, (0, 20))  # (B, 31)

print(letters[0].tolist())
same = torch.equal(model(letters, lengths), model(longer, lengths))
print("packed, 20 more pads, equal to the bit:", same)
close = torch.allclose(model.forward_naive(letters), model.forward_naive(longer), atol=1e-2)
print("naive, 20 more pads, within 0.01:      ", close)
