import torch
from skimage import data

photo = torch.from_numpy(data.chelsea())[:, :, 0].double()  # (300, 451)
window = photo[100:103, 167:170]  # (3, 3)
kernel = torch.tensor([[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]], dtype=torch.float64)  # (3, 3)
print(window)
print(window * kernel)
print("sum:", (window * kernel).sum().item())
