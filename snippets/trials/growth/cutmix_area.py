import torch

torch.manual_seed(1640)
drawn = torch.rand(100_000, dtype=torch.float64)  # (N,): Beta(1, 1) is the uniform distribution
half = (4 * (1 - drawn).sqrt()).long()  # (1)!
x, y = torch.randint(8, (2, len(drawn)))  # (N,), (N,)


def side(center):
    return (center + half).clamp(max=8) - (center - half).clamp(min=0)


kept = 1 - side(x) * side(y) / 64  # (N,)
wrong = ((kept - drawn).abs() > 0.1).double().mean()  # ()
print(f"drawn, mean {drawn.mean():.2f}; really kept, mean {kept.mean():.2f}")
print(f"wrong by more than 0.1 in {wrong:.0%} of the pictures")
