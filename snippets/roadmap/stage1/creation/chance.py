import torch

generator = torch.Generator().manual_seed(1640)
uniform = torch.rand(10_000, generator=generator)
normal = torch.randn(10_000, generator=generator)
whole = torch.randint(1, 7, (10_000,), generator=generator)

print(f"rand:  smallest {uniform.min():.5f}, largest {uniform.max():.5f}")
print(f"randn: mean {normal.mean():.2f}, standard deviation {normal.std():.2f}")
far = sum(abs(value) > 2 for value in normal.tolist())
print(f"randn: {far} of 10000 numbers beyond -2 or 2")
print("randint:", sorted(set(whole.tolist())))
