import torch

from hanli.projects.recommender import (
    MatrixFactorization,
    Popularity,
    SampledItems,
    bpr_loss,
    leave_one_out,
    load_data,
    measure,
    score_with,
)
from hanli.train import fit

split = leave_one_out(load_data("movielens"))
torch.manual_seed(0)
model = MatrixFactorization(split.training.num_users, split.training.num_items)
loader = SampledItems(split.training, negatives=1).loader(4096, shuffle=True)
optimizer = torch.optim.AdamW(model.parameters(), lr=0.03, weight_decay=0.1)
fit(model, loader, loss=bpr_loss, epochs=6, optimizer=optimizer, device="cpu")
model.eval()
held_out = split.validation, split.training
trained = measure(score_with(model, split.training.num_items), *held_out)
popular = measure(Popularity(split.training), *held_out)
print(f"hit rate >= 0.105: {trained['hit_rate'] >= 0.105}")
print(f"NDCG better than popularity by 0.01: {trained['ndcg'] >= popular['ndcg'] + 0.01}")
