"""Ranks, hit rate and NDCG equal those of torchmetrics, and a model that knows nothing earns nothing."""

from __future__ import annotations

import pytest
import torch
from torchmetrics.retrieval import RetrievalHitRate, RetrievalNormalizedDCG

from hanli.projects.recommender import (
    AllItems,
    Split,
    generate_interactions,
    leave_one_out,
    measure,
    recommend,
    split_at_random,
)
from hanli.projects.recommender.ranking import ndcg_of_candidates

SPLITS = {"last": leave_one_out, "random": split_at_random}


def draw_scores(split: Split, seed: int = 0) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.rand(split.training.num_users, split.training.num_items, generator=generator, dtype=torch.float64)


@pytest.mark.parametrize("name", SPLITS)
@pytest.mark.parametrize("k", [1, 5, 10])
def test_the_scores_are_those_of_torchmetrics(name: str, k: int) -> None:
    split = SPLITS[name](generate_interactions(num_users=60, num_items=40, per_user=15))
    scores = draw_scores(split)
    users = split.test.users.unique()  # type: ignore[no-untyped-call]
    unseen = ~split.known.mark(users)
    rows = users[:, None].expand_as(unseen)
    arguments = (scores[users][unseen], split.test.mark(users)[unseen])
    found = measure(lambda some: scores[some], split.test, split.known, k)
    for key, metric in {"hit_rate": RetrievalHitRate(top_k=k), "ndcg": RetrievalNormalizedDCG(top_k=k)}.items():
        assert abs(float(metric(*arguments, indexes=rows[unseen])) - found[key]) < 1e-6


def test_one_score_for_all_items_earns_nothing_and_the_truth_everything() -> None:
    split = leave_one_out(generate_interactions())
    assert measure(lambda some: torch.zeros(len(some), 200), split.test, split.known)["hit_rate"] == 0
    truth = measure(lambda some: split.test.mark(some).float(), split.test, split.known)
    assert truth == {"hit_rate": 1.0, "ndcg": 1.0}


def test_a_sample_makes_chance_look_ten_times_better() -> None:
    split = leave_one_out(generate_interactions(num_users=2000, num_items=1000, per_user=5))
    scores = draw_scores(split, seed=99)  # not the seed of the sample, which would then depend on the scores
    whole = measure(lambda some: scores[some], split.test, split.known)["hit_rate"]
    sampled = measure(lambda some: scores[some], split.test, split.known, sampled=100)["hit_rate"]
    assert abs(whole - 10 / 997) < 0.01
    assert abs(sampled - 10 / 101) < 0.03
    again = measure(lambda some: scores[some], split.test, split.known, sampled=100)["hit_rate"]
    assert again == sampled


def test_a_list_leaves_out_what_the_user_has() -> None:
    split = leave_one_out(generate_interactions())
    scores = draw_scores(split)
    users = torch.tensor([4, 2])
    listed = recommend(lambda some: scores[some], users, split.known, k=7)
    assert listed.shape == (2, 7)
    assert not split.known.contains(users[:, None], listed).any()
    chosen = scores[users[:, None], listed]
    assert (chosen.diff(dim=1) <= 0).all()
    with pytest.raises(ValueError, match="k must be from 1 to 181"):
        recommend(lambda some: scores[some], users, split.known, k=182)


def test_wrong_arguments_are_named() -> None:
    split = leave_one_out(generate_interactions())
    with pytest.raises(ValueError, match="k must be at least 1, got 0"):
        measure(lambda some: draw_scores(split)[some], split.test, split.known, 0)
    nothing = split.test.select(torch.zeros(len(split.test), dtype=torch.bool))
    with pytest.raises(ValueError, match="held_out must not be empty"):
        measure(lambda some: draw_scores(split)[some], nothing, split.known)


def test_the_metric_of_a_batch_agrees() -> None:
    split = leave_one_out(generate_interactions())
    scores = draw_scores(split)
    expected = measure(lambda some: scores[some], split.validation, split.training)["ndcg"]
    ((candidates, relevance),) = AllItems(split.validation, split.training).loader(1000)
    assert abs(float(ndcg_of_candidates(scores.gather(1, candidates[:, 1:]), relevance)) - expected) < 1e-6
