import torch
from torch.utils.data import DataLoader, Dataset


class Growing(Dataset):
    size = 8  # say, the side to which a picture is resized

    def __len__(self):
        return 4

    def __getitem__(self, index):
        return torch.zeros(self.size)


if __name__ == "__main__":
    for persistent in (False, True):
        dataset = Growing()
        made = DataLoader(dataset, batch_size=4, num_workers=1, persistent_workers=persistent)
        shapes = []
        for size in (8, 16, 32):
            dataset.size = size  # (1)!
            shapes += [tuple(batch.shape) for batch in made]
        print(f"persistent_workers={persistent}:", shapes)
