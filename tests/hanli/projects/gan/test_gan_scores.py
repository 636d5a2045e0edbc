"""The Fréchet distance is that of other libraries; classes, distances and copies are counted right."""

from __future__ import annotations

import pytest
import torch
from scipy.linalg import sqrtm
from torch import Tensor
from torchmetrics.image.fid import _compute_fid

from hanli.projects.classification import ImageClassifier, load_digits
from hanli.projects.gan import (
    count_classes,
    draw_noise,
    draw_normal,
    extract_features,
    find_nearest,
    frechet_distance,
    mean_distance,
    repeat_mean,
)
from hanli.projects.gan.scores import square_root


def draw(rows: int, seed: int, columns: int = 6) -> Tensor:
    random = torch.Generator().manual_seed(seed)
    mixing = torch.randn(columns, columns, generator=random, dtype=torch.float64)
    return torch.randn(rows, columns, generator=random, dtype=torch.float64) @ mixing + seed


@pytest.mark.parametrize("rows", [50, 400])
def test_the_distance_is_that_of_scipy_and_torchmetrics(rows: int) -> None:
    first, second = draw(rows, 1), draw(rows, 2)
    means, covariances = [x.mean(0) for x in (first, second)], [torch.cov(x.T) for x in (first, second)]
    root = torch.from_numpy(sqrtm((covariances[0] @ covariances[1]).numpy()).real)
    by_scipy = (means[0] - means[1]).square().sum() + (covariances[0] + covariances[1] - 2 * root).trace()
    ours = frechet_distance(first, second)
    assert ours == pytest.approx(_compute_fid(means[0], covariances[0], means[1], covariances[1]).item(), abs=1e-5)
    assert ours == pytest.approx(by_scipy.item(), abs=1e-5)


def test_the_distance_is_a_distance() -> None:
    first, second = draw(100, 1), draw(80, 2)
    assert frechet_distance(first, first) == pytest.approx(0, abs=1e-9)
    assert frechet_distance(first, second) == pytest.approx(frechet_distance(second, first))
    assert frechet_distance(first, first + 3) == pytest.approx(9 * 6)
    one = first[:, :1]
    assert frechet_distance(one, 3 * one) == pytest.approx((4 * one.mean().square() + 4 * one.var()).item())


@pytest.mark.parametrize(("first", "second"), [((5, 3), (5, 4)), ((1, 3), (5, 3)), ((5,), (5,))])
def test_features_that_do_not_fit_are_refused(first: tuple[int, ...], second: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="first and second must have the shapes"):
        frechet_distance(torch.rand(first), torch.rand(second))


def test_the_square_root_squared_is_the_matrix() -> None:
    matrix = torch.cov(draw(30, 3).T)
    torch.testing.assert_close(square_root(matrix) @ square_root(matrix), matrix)


def test_features_are_those_before_the_last_layer() -> None:
    judge = ImageClassifier(width=4).eval()
    pictures = torch.rand(7, 1, 28, 28)
    features = extract_features(judge, pictures)
    assert features.shape == (7, 16)
    assert features.dtype == torch.float64
    torch.testing.assert_close(judge.classifier(features.float()), judge(pictures))


def test_classes_are_counted_by_their_shares() -> None:
    judge = ImageClassifier(width=4).eval()
    torch.nn.init.eye_(judge.classifier.weight)  # a feature for each class

    def count(*labels: int) -> float:
        return count_classes(judge, torch.nn.functional.one_hot(torch.tensor(labels), 16).double() * 10)

    assert count(3, 3, 3) == pytest.approx(1)
    assert count(0, 1, 2, 3, 3, 2, 1, 0) == pytest.approx(4)
    assert 1 < count(0, 0, 0, 1) < 2


def test_distances_and_copies() -> None:
    pictures = torch.zeros(3, 1, 2, 2)
    pictures[1] = 1
    assert mean_distance(pictures) == pytest.approx((2 + 0 + 2) / 3)
    distances, indices = find_nearest(pictures[[1, 0]], pictures)
    assert distances.tolist() == [0, 0]
    assert indices.tolist()[0] == 1
    with pytest.raises(ValueError, match="pictures must be at least 2, got 1"):
        mean_distance(pictures[:1])


def test_the_baselines_have_the_moments_of_the_pictures() -> None:
    like = torch.rand(500, 1, 4, 4, generator=torch.Generator().manual_seed(0)) * 0.2 + 0.4
    random = torch.Generator().manual_seed(1)
    drawn = draw_normal(5000, like, random)
    torch.testing.assert_close(drawn.mean(0), like.mean(0), atol=0.01, rtol=0)
    torch.testing.assert_close(torch.cov(drawn.flatten(1).T), torch.cov(like.flatten(1).T), atol=3e-4, rtol=0)
    assert torch.equal(repeat_mean(2, like, random)[1], like.mean(0))
    noise = draw_noise(50, like, random)
    assert noise.shape == (50, 1, 4, 4)
    assert noise.min() >= 0
    assert noise.max() <= 1


def test_digits_cover_all_classes_and_noise_does_not() -> None:
    from hanli.data import mnist_small

    judge = load_digits().model
    noise = draw_noise(200, torch.zeros(1, 1, 28, 28), torch.Generator().manual_seed(0))
    real, drawn = (extract_features(judge, pictures) for pictures in (mnist_small()[0][::10], noise))  # type: ignore[arg-type]
    assert count_classes(judge, real) > 9.9  # type: ignore[arg-type]
    assert count_classes(judge, drawn) < 3  # type: ignore[arg-type]
