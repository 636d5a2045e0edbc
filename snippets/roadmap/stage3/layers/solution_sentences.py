import torch
from torch import nn


class SentenceClassifier(nn.Module):
    def __init__(self, words, classes, batch_first=True):
        super().__init__()
        self.embedding = nn.Embedding(words, 16)
        self.rnn = nn.GRU(16, 32, batch_first=batch_first)
        self.head = nn.Linear(32, classes)

    def forward(self, numbers):
        vectors = self.embedding(numbers)  # (B, T, 16)
        outputs, _ = self.rnn(vectors)
        return self.head(outputs[:, -1])


generator = torch.Generator().manual_seed(1640)
sentences = torch.randint(100, (3, 7), generator=generator)  # (3, 7)
changed = sentences.clone()
changed[0] = (changed[0] + 1) % 100
for batch_first in (True, False):
    torch.manual_seed(1640)
    model = SentenceClassifier(100, 4, batch_first)
    with torch.no_grad():
        logits = model(sentences)  # (3, 4)
        difference = (model(changed) - logits).abs().amax(1)  # (3,)
    print(f"batch_first={batch_first!s:5}", tuple(logits.shape), end="  changes ")
    print([round(number, 2) for number in difference.tolist()])
