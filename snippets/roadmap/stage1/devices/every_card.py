import torch

from hanli.device import pick_device

kind = pick_device().type
count = torch.accelerator.device_count() if kind != "cpu" else 0
devices = [torch.device(kind, index) for index in range(count)] or [torch.device("cpu")]
sums = [torch.ones(2, 2, device=device).sum().item() for device in devices]
print("each of them can add:", all(total == 4 for total in sums))

try:
    pick_device("cuda:99")
except ValueError as error:
    print(str(error).partition(" (")[0])
