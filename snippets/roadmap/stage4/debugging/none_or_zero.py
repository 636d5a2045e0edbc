import torch

names = ("detached", "zero", "alive")
weights = {name: torch.tensor(2.0, requires_grad=True) for name in names}
loss = weights["detached"].detach() + 0 * weights["zero"] + 3 * weights["alive"]
loss.backward()
for name, weight in weights.items():
    print(f"{name:8} grad", weight.grad)
