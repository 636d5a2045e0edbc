import torch

device = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
direct = torch.zeros(2, 3, dtype=torch.float16, device=device)  # (1)!
detour = torch.zeros(2, 3).to(device).half()  # (2)!
print(direct.dtype, detour.dtype, "same place:", direct.device == detour.device)

with torch.device("meta"):  # (3)!
    print(torch.zeros(2, 3).device, torch.arange(3).device)
