import torch


def relative_error(weights, num_bits, per_row):
    largest = weights.abs().amax(1, keepdim=True) if per_row else weights.abs().max()
    limit = 2 ** (num_bits - 1) - 1
    scale = largest / limit
    restored = (weights / scale).round() * scale
    return ((restored - weights).norm() / weights.norm()).item()


generator = torch.Generator().manual_seed(0)
weights = torch.randn(64, 256, generator=generator, dtype=torch.float64)
for num_bits in (8, 4, 2):
    errors = [relative_error(weights, num_bits, per_row) for per_row in (False, True)]
    print(f"{num_bits} bits: one scale {errors[0]:.3f}, one a row {errors[1]:.3f}")
