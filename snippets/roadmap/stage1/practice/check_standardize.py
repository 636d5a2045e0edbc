import torch


def standardize(x, dim):
    return (x - x.mean(dim)) / x.std(dim)  # (1)!


def check(standardize):
    generator = torch.Generator().manual_seed(1640)
    for shape, dim in (((6, 4), 0), ((4, 4), 1), ((5, 4, 3), 1), ((8, 3, 6, 6), (0, 2, 3))):
        x = 7 + 50 * torch.rand(shape, generator=generator, dtype=torch.float64)
        try:
            y = standardize(x, dim)
        except RuntimeError as error:
            print(f"{shape!s:14} dim {dim!s:10} {error}")
            continue
        zero, one = torch.zeros_like(y.mean(dim)), torch.ones_like(y.std(dim))
        good = torch.allclose(y.mean(dim), zero) and torch.allclose(y.std(dim), one)
        print(f"{shape!s:14} dim {dim!s:10} {good}")
    for value in (3.0, 0.1):
        y = standardize(torch.full((7, 1), value), 0)
        print(f"{f'seven times {value}':29} {y.eq(0).all().item()}")


check(standardize)
