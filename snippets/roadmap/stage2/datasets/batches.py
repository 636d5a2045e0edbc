import torch
from torch.utils.data import DataLoader, Dataset


class Squares(Dataset):
    def __init__(self, count):
        self.numbers = torch.arange(count)

    def __len__(self):
        return len(self.numbers)

    def __getitem__(self, index):
        number = self.numbers[index]
        return number, number**2


squares = Squares(10)
print(squares[3])
for number, square in DataLoader(squares, batch_size=4):
    print(number, square)
