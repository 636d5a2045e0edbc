import torch

ways = {
    "@": lambda left, right: left @ right,
    "einsum": lambda left, right: torch.einsum("...ik,...kj->...ij", left, right),  # (1)!
    "by hand": lambda left, right: (left[..., None] * right[..., None, :, :]).sum(dim=-2),  # (2)!
}
generator = torch.Generator().manual_seed(1640)
left = torch.randint(-9, 10, (4, 2, 3), generator=generator)  # (4, 2, 3)
right = torch.randint(-9, 10, (4, 3, 5), generator=generator)  # (4, 3, 5)


def looped(left, right):
    pairs = zip(left.expand(4, 2, 3), right.expand(4, 3, 5), strict=True)
    return torch.stack([a @ b for a, b in pairs])


cases = (left, right), (left, right[0]), (left[0], right)
for name, way in ways.items():
    print(f"{name:8}", [torch.equal(way(*case), looped(*case)) for case in cases])

left, right = torch.rand(4, 64, 256), torch.rand(4, 256, 32)  # (4, 64, 256), (4, 256, 32)
terms = left[..., None] * right[:, None]  # (4, 64, 256, 32)
print(f"{(left @ right).nbytes:,} bytes of result, {terms.nbytes:,} bytes of terms")  # (3)!
