import torch

for weight in (0.5, 1.0, 1.5):
    start = torch.tensor(1.0, dtype=torch.float64, requires_grad=True)  # ()
    hidden = start  # ()
    for _ in range(20):
        hidden = weight * hidden  # ()
    hidden.backward()
    print(f"weight {weight}  gradient {start.grad:.1e}")
