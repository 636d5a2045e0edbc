from torch.utils.data import DistributedSampler

for seed in (0, 1):
    samplers = [DistributedSampler(range(8), 2, rank, seed=seed) for rank in (0, 1)]
    for epoch in (0, 1):
        for sampler in samplers:
            sampler.set_epoch(epoch)
        print(f"seed {seed}, epoch {epoch}:", [list(sampler) for sampler in samplers])
