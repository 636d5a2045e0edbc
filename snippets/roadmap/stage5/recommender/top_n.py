import torch

from hanli.projects.recommender import (
    ItemNeighbors,
    Popularity,
    leave_one_out,
    load_data,
    recommend,
)

split = leave_one_out(load_data("movielens"))
user = torch.tensor([split.training.names.index("196")])
_, mine = split.known.of(user)
print("rated last:", "; ".join(split.known.titles[item] for item in split.known.items[mine[-4:]]))
for method in (Popularity, ItemNeighbors):
    print(method.__name__)
    for item in recommend(method(split.training), user, split.known, k=5)[0]:
        print("  ", split.known.titles[item])
print("left out:", split.test.titles[split.test.items[user]])
