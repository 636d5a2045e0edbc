import torch
from torchmetrics.retrieval import RetrievalHitRate, RetrievalNormalizedDCG

from hanli.projects.recommender import ItemNeighbors, leave_one_out, load_data, measure

split = leave_one_out(load_data("movielens"))
score = ItemNeighbors(split.training)
users = torch.arange(150)  # torchmetrics goes from user to user, so some are enough
few = split.test.select(split.test.users < 150)
ours = measure(score, few, seen=split.known)
unseen = ~split.known.mark(users)  # (150, 1682)
rows = users[:, None].expand_as(unseen)
flat = score(users)[unseen], few.mark(users)[unseen], rows[unseen]
theirs = {"hit_rate": RetrievalHitRate(top_k=10), "ndcg": RetrievalNormalizedDCG(top_k=10)}
for name, metric in theirs.items():
    difference = abs(metric(flat[0], flat[1], indexes=flat[2]).item() - ours[name])
    print(f"{name} {ours[name]:.4f}, equal to torchmetrics: {difference < 1e-6}")
