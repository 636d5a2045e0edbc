import torch

from hanli.projects.recommender import (
    MatrixFactorization,
    RatingBiases,
    load_data,
    split_at_random,
)

split = split_at_random(load_data("movielens"), test=0.1)
training, test = split.training, split.test
biases = RatingBiases(training)


def rmse(predicted):
    return (predicted - test.ratings).square().mean().sqrt().item()


def train(weight_decay):
    torch.manual_seed(0)
    model = MatrixFactorization(training.num_users, training.num_items, size=32)
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.005, weight_decay=weight_decay)
    pairs = torch.stack([training.users, training.items], dim=1)  # (80000, 2)
    for _ in range(12):
        for chosen in torch.randperm(len(training)).split(1024):
            optimizer.zero_grad()
            errors = model(pairs[chosen]).squeeze(1) + biases.mean - training.ratings[chosen]
            errors.square().mean().backward()
            optimizer.step()
    with torch.no_grad():
        return rmse(model(torch.stack([test.users, test.items], dim=1)).squeeze(1) + biases.mean)


simple = rmse(biases.predict(test.users, test.items))
print("error of the biases from 0.93 to 0.95:", 0.93 < simple < 0.95)
print("without weight decay worse by 0.04:", train(0.0) > simple + 0.04)
print("with weight decay better by 0.01:", train(1.0) < simple - 0.01)
