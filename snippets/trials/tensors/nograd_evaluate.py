import torch


@torch.inference_mode()  # (1)!
def evaluate(model, batch):
    model.eval()  # (2)!
    return model(batch)


model = torch.nn.Sequential(torch.nn.Linear(2, 4), torch.nn.Dropout(0.5))
scores = evaluate(model, torch.ones(3, 2))  # (3, 4)
print(scores.shape, scores.requires_grad, model.training)
print("recording again outside:", torch.is_grad_enabled())
