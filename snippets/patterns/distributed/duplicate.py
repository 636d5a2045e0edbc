from torch.utils.data.distributed import DistributedSampler

losses = [10.0, 0.0, 0.0, 0.0, 0.0]  # of five samples; the mean is 2
seen = []
for rank in range(2):
    sampler = DistributedSampler(losses, num_replicas=2, rank=rank, shuffle=False)
    mine = list(sampler)
    print(f"process {rank} sees {mine}")
    seen += mine
print(f"mean of what was seen: {sum(losses[index] for index in seen) / len(seen):.3f}")
