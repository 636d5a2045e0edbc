import torch
from scipy.linalg import sqrtm
from torch import nn
from torchmetrics.image.fid import FrechetInceptionDistance

from hanli.projects.gan import draw_noise, extract_features, frechet_distance, load_data

random = torch.Generator().manual_seed(0)
first, second = torch.randn(
    2, 1000, 8, generator=random, dtype=torch.float64
)  # (1000, 8), (1000, 8)
second = second * 2 + first.roll(1, dims=1)  # (1000, 8)
one, other = first[:, :1], first[:, :1] * 3 + 2  # (1000, 1), (1000, 1)
by_hand = (one.mean() - other.mean()).square() + (one.std() - other.std()).square()
print(f"one feature: {frechet_distance(one, other):.4f}, by hand: {by_hand:.4f}")

means = [x.mean(0) for x in (first, second)]
covariances = [torch.cov(x.T) for x in (first, second)]
root = torch.from_numpy(sqrtm((covariances[0] @ covariances[1]).numpy()).real)  # (K, K)
scipy = (means[0] - means[1]).square().sum() + (covariances[0] + covariances[1] - 2 * root).trace()
print("as with SciPy's root, to 1e-6:", abs(frechet_distance(first, second) - scipy.item()) < 1e-6)


class Features(nn.Module):
    num_features = 128

    def forward(self, images):
        return extract_features(found.judge, images)


found = load_data("digits")
pictures = (found.test[:500] + draw_noise(500, found.test, random)) / 2  # (500, 1, 28, 28)
metric = FrechetInceptionDistance(feature=Features()).set_dtype(torch.float64)
metric.update(found.test[:500], real=True)
metric.update(pictures, real=False)
ours = frechet_distance(
    *(extract_features(found.judge, part) for part in (found.test[:500], pictures))
)
print("as torchmetrics, to 1e-6:", abs(ours - metric.compute().item()) < 1e-6)
