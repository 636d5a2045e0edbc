import subprocess
import sys
from pathlib import Path

Path("test_model.py").write_text(
    """\
import torch
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Linear(4, 8), nn.Linear(8, 2)

    def forward(self, inputs):
        return self.second(self.first(inputs).detach())

def test_every_parameter_gets_a_gradient():
    model = Net()
    model(torch.rand(3, 4)).sum().backward()
    without = [name for name, p in model.named_parameters() if p.grad is None]
    assert without == []
""",
    encoding="utf-8",
)
command = [sys.executable, "-W", "error", "-m", "pytest", "-q", "-p", "no:cacheprovider"]  # (1)!
done = subprocess.run([*command, "test_model.py"], capture_output=True, text=True)
print(next(line for line in done.stdout.splitlines() if line.startswith("E ")))
