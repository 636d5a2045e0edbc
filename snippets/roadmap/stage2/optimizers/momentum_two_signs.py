import torch

gradients = torch.ones(50, 2, dtype=torch.float64)  # (50, 2)
gradients[::2, 1] = -1
velocity = torch.zeros(2, dtype=torch.float64)  # (2,)
for t, gradient in enumerate(gradients, 1):
    velocity = 0.9 * velocity + gradient
    if t in (1, 2, 3, 50):
        print(f"step {t:2}: velocity", [round(u, 4) for u in velocity.tolist()])
