from hanli.lint import check

SCRIPT = """\
import torch
from torch import nn
from torch.nn.functional import cross_entropy

class Reader(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(8, 16)
        self.mean = torch.zeros(8)

    def forward(self, x):
        state = torch.zeros(1, x.size(1), 16)
        return self.gru(x - self.mean, state)[0][-1]

def train(data, rank):
    model = nn.parallel.DistributedDataParallel(Reader().to("cuda"))
    optimizer = torch.optim.Adam(model.parameters())
    loader = torch.utils.data.DataLoader(data, batch_size=32, shuffle=True)
    for x, y in loader:
        fast = torch.compile(model)
        optimizer.zero_grad()
        with torch.autocast("cuda", dtype=torch.float16):
            loss = cross_entropy(fast(x), y)
        loss.backward()
        optimizer.step()
"""
for finding in check(SCRIPT, "runs.py"):
    print(f"{finding.path}:{finding.line}: {finding.rule}: {finding.what('en')}")
