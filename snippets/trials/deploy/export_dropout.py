import torch
from torch import nn

torch.manual_seed(1640)
model = nn.Sequential(nn.Linear(8, 64), nn.Dropout(0.5), nn.Linear(64, 3))
rows = torch.rand(4, 8)  # (4, 8)

late = torch.export.export(model, (rows,)).module()  # (1)!
right = torch.export.export(model.eval(), (rows,)).module()
with torch.inference_mode():
    print("exported in training mode, twice the same:  ", torch.equal(late(rows), late(rows)))
    print("exported in evaluation mode, twice the same:", torch.equal(right(rows), right(rows)))
late.eval()
