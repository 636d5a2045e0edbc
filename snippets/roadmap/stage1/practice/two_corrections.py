import warnings

import torch

x = torch.tensor([[1.0, 2.0, 3.0, 4.0]])  # (1, 4)
print(x.std(dim=1), x.std(dim=1, correction=0))  # (1)!

centred = x - x.mean(dim=1, keepdim=True)  # (1, 4)
spread = (x.var(dim=1, correction=0, keepdim=True) + 1e-5).sqrt()  # (2)!
print(torch.allclose(centred / spread, torch.nn.functional.layer_norm(x, (4,))))

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    print(x.std(dim=0))  # (3)!
print(str(caught[0].message).split(".")[0])
