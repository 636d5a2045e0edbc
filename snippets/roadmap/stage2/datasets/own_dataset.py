import torch
from torch.utils.data import DataLoader, Dataset


class Squares(Dataset):
    def __init__(self, count):
        self.numbers = torch.arange(count, dtype=torch.float32)

    def __len__(self):  # (1)!
        return len(self.numbers)

    def __getitem__(self, index):  # (2)!
        number = self.numbers[index]
        return number, number**2


squares = Squares(10)
print("samples:", len(squares), "| sample 3:", squares[3])
for number, square in DataLoader(squares, batch_size=4):  # (3)!
    print(number.tolist(), square.tolist())
