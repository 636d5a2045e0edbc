import torch


def one_hot(labels, classes):
    table = torch.zeros(len(labels), classes, dtype=torch.int64)
    table[torch.arange(len(labels)), labels] = 1  # (1)!
    return table


def windows(series, length):
    starts = torch.arange(len(series) - length + 1)
    return series[starts[:, None] + torch.arange(length)]  # (2)!


def quarter_turn(images):
    return images.transpose(-1, -2).flip(-2)  # (3)!


labels = torch.tensor([2, 0, 1, 2])  # (4,)
table = one_hot(labels, 3)  # (4, 3)
print(table.tolist(), torch.equal(table, torch.nn.functional.one_hot(labels, 3)))

series = torch.arange(10)  # (10,)
mine, unfolded = windows(series, 4), series.unfold(0, 4, 1)  # (7, 4), (7, 4)
print(mine[[0, 1, -1]].tolist(), torch.equal(mine, unfolded))
for name, result in {"windows": mine, "unfold": unfolded}.items():
    storage = result.untyped_storage()
    kind = "view" if storage.data_ptr() == series.untyped_storage().data_ptr() else "copy"
    stored = storage.nbytes() // result.element_size()
    print(f"{name:7} {kind}, strides {result.stride()}, {stored} numbers stored")

images = torch.arange(6).reshape(1, 1, 2, 3)  # (1, 1, 2, 3)
turned = quarter_turn(images)  # (1, 1, 3, 2)
print(turned.tolist(), torch.equal(turned, images.rot90(1, (-2, -1))))
