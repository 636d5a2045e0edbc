import torch
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader


class Ragged(torch.utils.data.Dataset):
    def __len__(self):
        return 12

    def __getitem__(self, index):
        return torch.full((index % 5 + 1,), index)


def collate(samples):
    lengths = torch.tensor([len(sample) for sample in samples])  # (B,)
    return pad_sequence(samples, batch_first=True, padding_value=-1), lengths


def epoch(num_workers, start=None):
    generator = torch.Generator().manual_seed(1640)
    loader = DataLoader(
        Ragged(),
        batch_size=4,
        shuffle=True,
        generator=generator,
        collate_fn=collate,
        num_workers=num_workers,
        multiprocessing_context=start,  # (1)!
    )
    return [(batch.tolist(), lengths.tolist()) for batch, lengths in loader]


if __name__ == "__main__":
    alone = epoch(num_workers=0)
    print(alone[0][0])
    print("2 workers, fork, the same: ", epoch(2, "fork") == alone)
    print("1 worker, spawn, the same: ", epoch(1, "spawn") == alone)
