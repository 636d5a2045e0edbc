from torch.utils.data.distributed import DistributedSampler

sampler = DistributedSampler(range(10), num_replicas=2, rank=0, shuffle=True)
for epoch in range(2):
    print(f"forgotten, epoch {epoch}:", list(sampler))
for epoch in range(2):
    sampler.set_epoch(epoch)
    print(f"set_epoch({epoch}):", list(sampler))
