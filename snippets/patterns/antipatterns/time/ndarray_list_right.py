import numpy as np
import torch

from hanli.data import digits

arrays = [image.numpy() for image in digits()[0]]
images = torch.from_numpy(np.stack(arrays))  # (N, 1, 8, 8)
print(images.shape)
