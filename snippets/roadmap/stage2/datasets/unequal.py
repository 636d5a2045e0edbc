import torch
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader

texts = [torch.tensor([5, 3]), torch.tensor([7, 1, 4]), torch.tensor([2])]


def pad(samples):
    lengths = torch.tensor([len(sample) for sample in samples])
    return pad_sequence(samples, batch_first=True), lengths  # (1)!


for batch, lengths in DataLoader(texts, batch_size=2, collate_fn=pad):
    print(batch, lengths)
