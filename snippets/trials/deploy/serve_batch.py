import asyncio

import torch
from torch import nn

from hanli.export import Bundle
from hanli.serve import Batcher, UnhealthyModelError

net = nn.Sequential(nn.Flatten(), nn.Linear(64, 10)).eval()
names = tuple(str(digit) for digit in range(10))
bundle = Bundle("digits", "1.0.0", "0" * 64, names, (1, 8, 8), net)
samples = torch.rand(40, 1, 8, 8)  # (40, 1, 8, 8)
sizes = []
batcher = Batcher(max_rows=32, observe=sizes.append)


async def one_by_one():
    return [await batcher.probabilities(bundle, sample) for sample in samples[:4]]


async def at_once(samples):
    rows = [batcher.probabilities(bundle, sample) for sample in samples]
    return await asyncio.gather(*rows, return_exceptions=True)  # (1)!


asyncio.run(one_by_one())
print("one client, four requests:", sizes)
sizes.clear()
together = asyncio.run(at_once(samples))
print("forty clients at once:", sizes)
alone = net(samples).softmax(dim=1)  # (40, 10)
print("the same answers:", torch.allclose(torch.tensor(together), alone, atol=1e-6))

samples[3] = float("nan")  # (2)!
answers = asyncio.run(at_once(samples[:8]))
print("not answered:", [n for n, row in enumerate(answers) if isinstance(row, UnhealthyModelError)])
