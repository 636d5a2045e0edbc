from torch import nn

model = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3))
for name, tensor in model.state_dict().items():
    print(f"{name:21} {tensor.dtype!s:14} {list(tensor.shape)}")
