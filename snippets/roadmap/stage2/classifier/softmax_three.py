import torch

logits = torch.tensor([2.0, 1.0, 0.0], dtype=torch.float64)  # (3,)
powers = logits.exp()  # (3,)
print("powers         ", [round(power, 4) for power in powers.tolist()])
print("their sum      ", round(powers.sum().item(), 4))
print("by hand        ", [round(p, 4) for p in (powers / powers.sum()).tolist()])
print("torch.softmax  ", [round(p, 4) for p in torch.softmax(logits, dim=0).tolist()])
print("largest logit  ", logits.argmax().item())
