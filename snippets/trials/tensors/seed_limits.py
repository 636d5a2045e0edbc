import torch


def make_generator():
    return torch.Generator().manual_seed(1640)


for draw, count in ((torch.rand, 16), (torch.randn, 15), (torch.randn, 16)):
    together = draw(count, generator=make_generator())
    one_generator = make_generator()
    one_by_one = torch.cat([draw(1, generator=one_generator) for _ in range(count)])
    same = torch.equal(together, one_by_one)
    print(f"{draw.__name__:5} {count} at once == one by one: {same}")

big, minus_big, small = torch.tensor([1e8, -1e8, 1.0])
print((big + minus_big) + small, big + (minus_big + small))
