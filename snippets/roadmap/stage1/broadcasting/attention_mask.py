import torch

B, H, T = 2, 4, 5
lengths = torch.tensor([5, 3])  # (B,)
real = torch.arange(T) < lengths.unsqueeze(1)  # (B, T)
padding = real.view(B, 1, 1, T)  # (B, 1, 1, T)
causal = torch.ones(T, T, dtype=torch.bool).tril()  # (T, T)
allowed = causal & padding  # (B, 1, T, T)

scores = torch.zeros(B, H, T, T)  # (B, H, T, T)
weights = scores.masked_fill(~allowed, -torch.inf).softmax(dim=-1)  # (B, H, T, T)
print(tuple(allowed.shape), tuple(weights.shape))
print(allowed[1, 0].int())
print(weights[1, 0, 3])
