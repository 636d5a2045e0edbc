from hanli.projects.recommender import (
    ItemNeighbors,
    Popularity,
    RatingBiases,
    leave_one_out,
    load_data,
    measure,
)

split = leave_one_out(load_data("movielens"))
for method in (Popularity, RatingBiases, ItemNeighbors):
    scores = measure(method(split.training), split.test, seen=split.known)
    print(
        f"{method.__name__:14}", " ".join(f"{name} {value:.4f}" for name, value in scores.items())
    )
