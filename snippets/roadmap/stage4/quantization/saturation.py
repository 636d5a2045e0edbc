import torch

generator = torch.Generator().manual_seed(0)
inputs = torch.randint(-128, 128, (64, 576), generator=generator, dtype=torch.int8)
for limit in (127, 64):
    weights = torch.randint(-limit, limit + 1, (576, 128), generator=generator, dtype=torch.int8)
    exact = inputs.long() @ weights.long()
    shifted = inputs.long() + 128  # (1)!
    pairs = (shifted[:, :, None] * weights.long()).unflatten(1, (-1, 2)).sum(2)
    pairs = pairs.clamp(-32768, 32767)  # (2)!
    saturated = pairs.sum(1) - 128 * weights.long().sum(0)
    error = 100 * (saturated - exact).double().norm() / exact.double().norm()
    print(f"weights up to {limit}: a pair up to {2 * 255 * limit}, error {error:.0f} %")
    product = torch._int_mm(inputs, weights).long()
    print(
        "_int_mm is one of the two:", any(torch.equal(product, one) for one in (exact, saturated))
    )
