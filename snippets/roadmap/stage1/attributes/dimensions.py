import torch

for name, tensor in {
    "loss": torch.tensor(0.5),
    "scores": torch.zeros(3),
    "one row": torch.zeros(1, 3),
    "one column": torch.zeros(3, 1),
    "photo": torch.zeros(3, 64, 64),
    "batch": torch.zeros(8, 3, 64, 64),
    "nothing": torch.zeros(0, 3),
}.items():
    print(f"{name:10} ndim {tensor.ndim}  numel {tensor.numel():5}  {list(tensor.shape)}")
