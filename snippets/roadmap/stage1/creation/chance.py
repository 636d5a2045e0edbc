import torch

generator = torch.Generator().manual_seed(1640)  # (1)!
even = torch.rand(10_000, generator=generator)
normal = torch.randn(10_000, generator=generator)
whole = torch.randint(1, 7, (10_000,), generator=generator)  # (2)!

print(f"rand    in [0, 1): {bool(((even >= 0) & (even < 1)).all())}")
print(f"randn   mean near 0: {abs(normal.mean()) < 0.05}")
print(f"randn   spread near 1: {abs(normal.std() - 1) < 0.05}")
far = (normal.abs() > 2).double().mean()  # ()
print(f"randn   beyond 2, three to six in a hundred: {0.03 < far < 0.06}")
print(f"randint 1 to 6, every one: {whole.unique().tolist() == [1, 2, 3, 4, 5, 6]}")
print(f"randperm is every number once: {sorted(torch.randperm(5).tolist()) == list(range(5))}")
