import warnings

import torch

from hanli.data import digits

arrays = [image.numpy() for image in digits()[0]]  # as image libraries give them: one array each

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    for _ in range(2):
        images = torch.tensor(arrays)  # (1)!

print(images.shape)
print(f"{len(caught)} warning:", str(caught[0].message).split(". ")[0])
