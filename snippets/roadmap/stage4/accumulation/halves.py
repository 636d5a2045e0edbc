import torch

w = torch.tensor(1.0, requires_grad=True)
x = torch.tensor([1.0, 2.0, 3.0, 4.0])  # (4,)

(w * x).square().mean().backward()
print("whole batch:", w.grad.item())

for divisor in (1, 2):
    w.grad = None
    for part in (x[:2], x[2:]):
        ((w * part).square().mean() / divisor).backward()
        print(f"divisor {divisor}, after {part.tolist()}:", w.grad.item())
