import torch.distributed.launch as old

print(*old.main.__deprecated__.splitlines()[:2])
