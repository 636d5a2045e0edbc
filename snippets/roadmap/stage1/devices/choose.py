import torch

accelerator = torch.accelerator.current_accelerator(check_available=True)
device = accelerator or torch.device("cpu")

x = torch.arange(6.0, device=device)  # (6,)
total = (x * 2).sum()  # ()
print(total.device == x.device)
print(total.item())
