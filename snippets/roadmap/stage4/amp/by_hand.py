import torch

for scale in (1, 2**10, 2**16, 2**43):
    weight = torch.ones((), requires_grad=True)  # ()
    loss = weight.half().float() * 1e-8  # ()
    (loss * scale).backward()
    print(f"scale {scale}: gradient {weight.grad.item() / scale:.4e}")
