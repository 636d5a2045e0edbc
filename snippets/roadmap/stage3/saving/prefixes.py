import torch
from torch import distributed, nn
from torch.nn.parallel import DistributedDataParallel

store = distributed.HashStore()
distributed.init_process_group("gloo", store=store, rank=0, world_size=1)  # (1)!
model = nn.Linear(2, 1)
print("model   ", list(model.state_dict()))
print("DDP     ", list(DistributedDataParallel(model).state_dict()))
print("compiled", list(torch.compile(model).state_dict()))
distributed.destroy_process_group()
