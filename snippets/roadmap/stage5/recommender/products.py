import torch

from hanli.projects.recommender import MatrixFactorization

torch.manual_seed(0)
model = MatrixFactorization(num_users=2, num_items=3, size=4)
candidates = torch.tensor([[0, 0, 1, 2], [1, 0, 1, 2]])  # (2, 4)
scores = model(candidates)  # (2, 3)
products = model.users.weight @ model.items.weight.T  # (2, 3)
biases = model.user_biases.weight + model.item_biases.weight.T  # (2, 3)
print(tuple(scores.shape), torch.allclose(scores, products + biases))
parameters = sum(parameter.numel() for parameter in MatrixFactorization(943, 1682).parameters())
print(f"{parameters:,} parameters for 943 users and 1,682 movies")
