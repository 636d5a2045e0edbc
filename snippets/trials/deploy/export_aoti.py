import torch
from torch import nn
from torch.export import Dim

torch.manual_seed(1640)
model = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 3)).eval()
program = torch.export.export(
    model, (torch.rand(4, 4),), dynamic_shapes=({0: Dim("batch", min=1)},)
)
torch._inductor.aoti_compile_and_package(program, package_path="compiled.pt2")  # (1)!
compiled = torch._inductor.aoti_load_package("compiled.pt2")

with torch.inference_mode():
    for size in (1, 2, 7):
        rows = torch.rand(size, 4)
        difference = (compiled(rows) - model(rows)).abs().max().item()
        print(f"batch of {size}: within 1e-6 of eager: {difference < 1e-6}")
