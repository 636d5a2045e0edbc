import torch
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader, Dataset

index_of = {"<pad>": 0, "<unk>": 1, "cat": 2, "black": 3, "and": 4, "dog": 5}


class Texts(Dataset):
    def __init__(self, texts, labels):
        if len(texts) != len(labels):
            raise ValueError(f"got {len(texts)} texts, but {len(labels)} labels")
        if not all(text.split() for text in texts):
            raise ValueError("every text needs at least one word")
        self.texts, self.labels = texts, labels

    def __len__(self):
        return len(self.texts)

    def __getitem__(self, index):
        words = self.texts[index].lower().split()
        return torch.tensor([index_of.get(word, 1) for word in words]), self.labels[index]


def collate(samples):
    texts = [text for text, _ in samples]
    labels = torch.tensor([label for _, label in samples])
    lengths = torch.tensor([len(text) for text in texts])  # (B,)
    return pad_sequence(texts, batch_first=True, padding_value=0), lengths, labels  # (1)!


texts = Texts(["Black cat", "cat and dog", "dog", "violet cat and black dog"], [0, 1, 0, 1])
for indices, lengths, labels in DataLoader(texts, batch_size=2, collate_fn=collate):
    print(indices.tolist(), "lengths", lengths.tolist(), "labels", labels.tolist())
