import torch

device = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")  # (1)!
counts = torch.tensor([[3, 1, 2], [0, 5, 4]])  # (2, 3)
moved = counts.to(device)  # (2)!
home = moved.cpu()  # (2, 3)

print("moved to the chosen kind of device:", moved.device.type == device.type)  # (3)!
print("same numbers after the journey:", torch.equal(home, counts))
print(".cpu() on a CPU tensor is the tensor itself:", counts.cpu() is counts)
