import torch


def one_hot(labels, classes):
    table = torch.zeros(len(labels), classes, dtype=torch.int64)  # (N, C)
    table[torch.arange(len(labels)), labels] = 1  # (1)!
    return table


def windows(series, length):
    starts = torch.arange(len(series) - length + 1)  # (M,)
    return series[starts[:, None] + torch.arange(length)]  # (2)!


def quarter_turn(images):
    return images.transpose(-1, -2).flip(-2)  # (3)!


labels = torch.tensor([2, 0, 1, 2])  # (4,)
print(one_hot(labels, 3).tolist())
print("one_hot:     ", torch.equal(one_hot(labels, 3), torch.nn.functional.one_hot(labels, 3)))

series = torch.arange(10)  # (10,)
mine, theirs = windows(series, 4), series.unfold(0, 4, 1)  # (7, 4), (7, 4)
print(mine[[0, 1, -1]].tolist())
print("windows:     ", torch.equal(mine, theirs))
for name, made in {"mine": mine, "unfold": theirs}.items():
    stored = made.untyped_storage().nbytes() // made.element_size()
    shares = made.untyped_storage().data_ptr() == series.untyped_storage().data_ptr()
    print(f"    {name:6} stride {made.stride()}, {stored} numbers stored, a view: {shares}")

images = torch.rand(8, 3, 24, 32)  # (8, 3, 24, 32)
turned = quarter_turn(images)  # (8, 3, 32, 24)
print("quarter_turn:", torch.equal(turned, images.rot90(1, (-2, -1))))
