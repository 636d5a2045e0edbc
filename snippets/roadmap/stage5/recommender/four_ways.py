from hanli.projects.recommender import (
    ItemNeighbors,
    Popularity,
    leave_one_out,
    load_data,
    measure,
)

split = leave_one_out(load_data("movielens"))
ways = {"unseen": split.known, "with seen": None}
for method in (Popularity, ItemNeighbors):
    score = method(split.training)
    for items, sampled in (("all", None), ("100 sampled", 100)):
        for name, seen in ways.items():
            scores = measure(score, split.test, seen, sampled=sampled)
            numbers = " ".join(f"{value:.3f}" for value in scores.values())
            print(f"{method.__name__:13} {items + ', ' + name:22} {numbers}")
