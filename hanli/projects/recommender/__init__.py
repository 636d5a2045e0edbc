"""Recommender: matrix factorization and neural collaborative filtering, their baselines, and how rankings are measured.

    python -m hanli.projects.recommender --data movielens --folder runs/recommender

Source: <https://arxiv.org/abs/1205.2618> (BPR), <https://arxiv.org/abs/1708.05031> (NeuMF),
<https://doi.org/10.1145/3394486.3403226> (sampled metrics)
"""

from hanli.projects.recommender.baselines import ItemNeighbors, Popularity, RatingBiases
from hanli.projects.recommender.candidates import AllItems, SampledItems
from hanli.projects.recommender.interactions import (
    Interactions,
    Split,
    generate_interactions,
    leave_one_out,
    load_data,
    read_interactions,
    split_at_random,
    split_by_time,
)
from hanli.projects.recommender.network import MatrixFactorization, NeuralFactorization, bce_loss, bpr_loss
from hanli.projects.recommender.ranking import measure, recommend, score_with

__all__ = [
    "AllItems",
    "Interactions",
    "ItemNeighbors",
    "MatrixFactorization",
    "NeuralFactorization",
    "Popularity",
    "RatingBiases",
    "SampledItems",
    "Split",
    "bce_loss",
    "bpr_loss",
    "generate_interactions",
    "leave_one_out",
    "load_data",
    "measure",
    "read_interactions",
    "recommend",
    "score_with",
    "split_at_random",
    "split_by_time",
]
