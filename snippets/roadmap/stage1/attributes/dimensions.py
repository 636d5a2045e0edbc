import torch

for name, x in {
    "scalar": torch.tensor(0.5),
    "vector": torch.zeros(3),
    "one row": torch.zeros(1, 3),
    "one column": torch.zeros(3, 1),
    "photo": torch.zeros(3, 64, 64),
    "batch": torch.zeros(8, 3, 64, 64),
    "empty batch": torch.zeros(0, 3),
}.items():
    print(f"{name:11} ndim {x.ndim}  numel {x.numel():5}  shape {tuple(x.shape)}")
