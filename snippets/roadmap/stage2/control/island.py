import torch


@torch.no_grad()
def predict_and_explain(weights, features):
    prediction = features @ weights
    with torch.enable_grad():
        inputs = features.clone().requires_grad_()  # (3,)
        (importance,) = torch.autograd.grad((inputs @ weights) ** 2, inputs)  # (1)!
    return prediction, importance


weights = torch.tensor([2.0, -3.0, 0.5], requires_grad=True)  # (3,)
prediction, importance = predict_and_explain(weights, torch.tensor([1.0, 1.0, 1.0]))
print("prediction", prediction.item(), prediction.requires_grad)
print("importance", importance.tolist())
