import torch

photo = torch.zeros(1, 3, 4, 5)  # (1, 3, 4, 5)
last = photo.to(memory_format=torch.channels_last)  # (1, 3, 4, 5)
print(photo.stride(), last.stride())
print(last.is_contiguous(), last.is_contiguous(memory_format=torch.channels_last))
