from torch.utils.data import default_collate

first, second = [8, 0, 8], [1, 2, 3]  # the labels of two strips, as lists
print(default_collate([first, second]))
