import torch

velocity = torch.zeros(2, dtype=torch.float64)  # (2,)
for t in range(1, 51):
    gradient = torch.tensor([1.0, (-1.0) ** t], dtype=torch.float64)  # (2,)
    velocity = 0.9 * velocity + gradient
    if t in (1, 2, 3, 50):
        print(f"step {t:2}: velocity", [round(u, 4) for u in velocity.tolist()])
