import torch
from torch import nn

from hanli.models import TransformerEncoder


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(20, 16)
        self.encoder = TransformerEncoder(16, 2, 2, rotary=True)
        self.head = nn.Linear(16, 2)

    def forward(self, tokens):
        tokens = nn.functional.pad(tokens, (1, 0), value=1)
        words = self.encoder(self.embedding(tokens), tokens != 0)
        return self.head(words[:, 0])  # (B, 2)


torch.manual_seed(1640)
model = Classifier().eval()
for tokens in ([[5, 9, 3]], [[5, 9, 3, 0, 0]], [[5, 9, 3, 7, 7]]):
    print(tokens[0], [f"{number:.4f}" for number in model(torch.tensor(tokens))[0].tolist()])
