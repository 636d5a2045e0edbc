import torch

faces = torch.tensor([[0.1, 0.9], [0.8, 0.3], [0.5, 0.5]])  # (3, 2)
person = torch.tensor([0, 0, 1, 1, 2, 2])  # (6,)
print("samples:", faces[person].shape)
in_test = torch.tensor([False, True, False, False, True, True])  # (6,)
tested, trained = person[in_test], person[~in_test]
print("test:", tested.tolist(), " training:", trained.tolist())
print("in both sets:", set(tested.tolist()) & set(trained.tolist()))  # (1)!
