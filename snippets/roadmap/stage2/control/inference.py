import torch

w = torch.tensor(2.0, requires_grad=True)
x = torch.tensor(3.0)
results = {}
with torch.no_grad():
    results["no_grad"] = x * 4
with torch.inference_mode():
    results["inference_mode"] = x * 4
for name, result in results.items():
    try:
        (w * result).backward()
        print(f"{name:14} w.grad {w.grad.item()}")
    except RuntimeError as error:
        print(f"{name:14} {str(error).partition('.')[0]}")
