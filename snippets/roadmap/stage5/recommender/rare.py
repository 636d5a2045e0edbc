import torch

from hanli.projects.recommender import (
    ItemNeighbors,
    Popularity,
    leave_one_out,
    load_data,
    measure,
    recommend,
)

split = leave_one_out(load_data("movielens"))
counts = split.training.count_items()
often = counts[split.test.items]  # (943,)
groups = {"at most 50": often <= 50, "51 to 150": (often > 50) & (often <= 150)}
groups["over 150"] = often > 150
users = torch.arange(split.training.num_users)
for method in (Popularity, ItemNeighbors):
    score = method(split.training)
    listed = recommend(score, users, split.known)  # (943, 10)
    print(f"{method.__name__}: {len(listed.unique())} different movies are recommended")
    for name, group in groups.items():
        rate = measure(score, split.test.select(group), split.known)["hit_rate"]
        print(f"  ratings of the movie {name}: {group.sum()} users, hit rate {rate:.3f}")
