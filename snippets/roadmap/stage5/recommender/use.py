import json
from pathlib import Path

import torch

from hanli.projects.recommender import (
    ItemNeighbors,
    Popularity,
    generate_interactions,
    recommend,
)

found = generate_interactions()
users = torch.arange(found.num_users)
lists = recommend(ItemNeighbors(found), users, found, k=5).tolist()
popular = Popularity(found).counts.topk(5).indices.tolist()
table = {name: items for name, items in zip(found.names, lists, strict=True)}
Path("lists.json").write_text(json.dumps({"lists": table, "popular": popular}))


def answer(name):
    kept = json.loads(Path("lists.json").read_text())
    return [found.titles[item] for item in kept["lists"].get(name, kept["popular"])]


print(answer("generated user 7"))
print(answer("a user of tomorrow"))
