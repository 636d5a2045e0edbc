import torch

from hanli.projects.recommender import ItemNeighbors, load_data

found = load_data("movielens")
score = ItemNeighbors(found)
liked = ["Star Wars (1977)", "Alien (1979)", "Blade Runner (1982)"]
has = torch.zeros(1, found.num_items, dtype=torch.bool)  # (1, 1682)
has[0, [found.titles.index(title) for title in liked]] = True
best = score.score(has).masked_fill(has, -torch.inf).topk(5).indices[0]  # (5,)
for number, item in enumerate(best, 1):
    print(number, found.titles[item])
