import torch

model = torch.ones(2, 3, dtype=torch.float64, device="cpu")  # (2, 3)
for made in (torch.zeros_like(model), torch.rand_like(model), torch.full_like(model, 7)):
    print(tuple(made.shape), made.dtype, made.device == model.device)

mask = torch.zeros_like(model, dtype=torch.bool)  # (1)!
print(tuple(mask.shape), mask.dtype)
row = model.new_zeros(3)  # (2)!
print(tuple(row.shape), row.dtype)
whole = torch.tensor([1, 2, 3])  # (3,)
print(torch.rand_like(whole, dtype=torch.float32).dtype)  # (3)!
