import torch

generator = torch.Generator().manual_seed(1640)
widths = 28 * torch.randint(1, 5, (1000,), generator=generator)  # (1000,)


def padding(batches):
    """The share of columns in all batches that are padding."""
    columns = sum(len(batch) * int(widths[batch].max()) for batch in batches)
    return 1 - int(widths.sum()) / columns


def at_random():
    return list(torch.randperm(1000, generator=generator).split(16))


def bucketed(pool=160):  # (1)!
    batches = []
    for chunk in torch.randperm(1000, generator=generator).split(pool):
        batches += chunk[widths[chunk].argsort(stable=True)].split(16)
    return [batches[place] for place in torch.randperm(len(batches), generator=generator)]


print(f"at random: {padding(at_random()):.4f} of the columns are padding")
print(f"bucketed:  {padding(bucketed()):.4f}")
print("each strip once:", sorted(torch.cat(bucketed()).tolist()) == list(range(1000)))
