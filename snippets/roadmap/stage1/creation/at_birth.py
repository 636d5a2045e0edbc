import torch

device = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
direct = torch.zeros(2, 3, dtype=torch.float16, device=device)  # (1)!
detour = torch.zeros(2, 3).to(device).half()  # (2)!
print(direct.dtype, detour.dtype)
print("same device:", direct.device == detour.device)
