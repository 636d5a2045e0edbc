import torch


def product(left, right):
    return torch.bmm(left, right)  # (1)!


def by_loops(left, right):
    result = torch.zeros(len(left), left.shape[1], right.shape[2], dtype=left.dtype)
    for b in range(result.shape[0]):
        for i in range(result.shape[1]):
            for j in range(result.shape[2]):
                for k in range(left.shape[2]):
                    result[b, i, j] += left[b, i, k] * right[b, k, j]
    return result


def check(product):
    generator = torch.Generator().manual_seed(1640)
    left = torch.randint(-9, 10, (4, 2, 3), generator=generator)  # (4, 2, 3)
    right = torch.randint(-9, 10, (4, 3, 5), generator=generator)  # (4, 3, 5)
    for name, pair in {
        "a pair each": (left, right),
        "one right": (left, right[0]),
        "one left": (left[0], right),
    }.items():
        expected = by_loops(pair[0].expand(4, 2, 3), pair[1].expand(4, 3, 5))
        try:
            print(f"{name:12}", torch.equal(product(*pair), expected))
        except RuntimeError as error:
            print(f"{name:12}", error)


check(product)
