import torch

from hanli.projects.recommender import (
    ItemNeighbors,
    leave_one_out,
    load_data,
    measure,
    recommend,
)

split = leave_one_out(load_data("movielens"))
neighbors = ItemNeighbors(split.training)
counts = split.training.count_items().clamp(min=1).double()
users = torch.arange(split.training.num_users)


def weaken(power):
    return lambda some: neighbors(some) / counts**power


for power in (-0.2, 0.0, 0.2, 0.4):
    scores = measure(weaken(power), split.validation, split.training)
    listed = len(recommend(weaken(power), users, split.training).unique())
    print(f"power {power:4}: validation NDCG {scores['ndcg']:.4f}, {listed} different movies")
