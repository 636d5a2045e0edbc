import torch
from scipy.linalg import sqrtm
from torchmetrics.image.fid import _compute_fid

from hanli.projects.gan import extract_features, frechet_distance, generate, load_data, load_generator

random = torch.Generator().manual_seed(0)
first = torch.randn(100_000, 1, generator=random, dtype=torch.float64) * 2 + 5  # (100000, 1)
second = torch.randn(100_000, 1, generator=random, dtype=torch.float64) + 2  # (100000, 1)
print(f"one number: {frechet_distance(first, second):.2f}, (5 - 2)² + (2 - 1)² = 10")

found = load_data("digits")
pictures = generate(load_generator("digits"), 500)  # (500, 1, 28, 28)
features = [extract_features(found.judge, one) for one in (found.test[:500], pictures)]
(m1, m2), (c1, c2) = [x.mean(0) for x in features], [torch.cov(x.T) for x in features]
root = torch.from_numpy(sqrtm((c1 @ c2).numpy()).real)  # (K, K)
by_scipy = (m1 - m2).square().sum() + (c1 + c2 - 2 * root).trace()
by_torchmetrics = _compute_fid(m1, c1, m2, c2)
ours = frechet_distance(*features)
print("as with scipy's root:", abs(ours - by_scipy.item()) < 1e-6)
print("as torchmetrics has it:", abs(ours - by_torchmetrics.item()) < 1e-6)
