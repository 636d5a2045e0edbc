import torch
from torch import nn

vectors = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0], [7.0, 8.0]])  # (4, 2)
bag = nn.EmbeddingBag.from_pretrained(vectors, mode="mean")
table = nn.Embedding.from_pretrained(vectors)
sentences = [torch.tensor([0, 1, 2]), torch.tensor([3]), torch.tensor([2, 0])]
words = torch.cat(sentences)  # (6,)
lengths = torch.tensor([len(sentence) for sentence in sentences])  # (3,)
offsets = lengths.cumsum(dim=0) - lengths  # (1)!
print("offsets", offsets.tolist())
means = bag(words, offsets)  # (3, 2)
print(means)
one_by_one = torch.stack([table(sentence).mean(dim=0) for sentence in sentences])  # (3, 2)
print("equal to one mean per sentence:", torch.equal(means, one_by_one))
try:
    bag(words, lengths.cumsum(dim=0))
except RuntimeError as error:
    print("RuntimeError:", str(error).splitlines()[0])
