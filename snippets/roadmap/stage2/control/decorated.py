import torch


@torch.no_grad()
def predict(weights, features):
    return features @ weights


weights = torch.tensor([2.0, -1.0], requires_grad=True)  # (2,)
prediction = predict(weights, torch.tensor([3.0, 1.0]))  # ()
print(prediction.item(), prediction.requires_grad)
