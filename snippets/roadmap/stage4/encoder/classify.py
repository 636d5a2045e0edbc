import torch
from torch import nn

from hanli.models import TransformerEncoder, mean_of_words

torch.manual_seed(1640)
embedding, head = nn.Embedding(20, 16), nn.Linear(16, 2)
encoder = TransformerEncoder(16, 2, 2, rotary=True).eval()
sentence = torch.tensor([[5, 9, 3]])  # (1, 3)
for count in (0, 1, 5):
    tokens = nn.functional.pad(sentence, (0, count))  # (1, 3 + count)
    real = tokens != 0
    words = encoder(embedding(tokens), real)  # (1, 3 + count, 16)
    results = {
        "last": words[:, -1],
        "mean of all": words.mean(dim=1),
        "mean of real": mean_of_words(words, real),
        "first word": words[:, 0],
    }
    shares = {name: head(result).softmax(dim=-1)[0, 0].item() for name, result in results.items()}
    print(f"{count} PAD:", ", ".join(f"{name} {share:.3f}" for name, share in shares.items()))
