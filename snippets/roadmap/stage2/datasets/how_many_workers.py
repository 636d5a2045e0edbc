import torch
from torch.utils.data import DataLoader, Dataset


class Draws(Dataset):
    def __len__(self):
        return 4

    def __getitem__(self, index):
        return torch.rand(())  # ()


if __name__ == "__main__":
    for num_workers in (0, 1, 2):
        generator = torch.Generator().manual_seed(1640)
        torch.manual_seed(1640)
        loader = DataLoader(Draws(), num_workers=num_workers, generator=generator)
        numbers = torch.cat(list(loader))  # (4,)
        print(num_workers, "workers:", [round(number, 4) for number in numbers.tolist()])
