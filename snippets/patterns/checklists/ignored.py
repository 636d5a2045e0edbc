from hanli.lint import check

SCRIPT = """\
import torch

def step(model, inputs, targets, optimizer):
    for _ in range(3):
        torch.nn.functional.mse_loss(model(inputs), targets).backward()
        optimizer.step()
"""
meant = SCRIPT.replace(".backward()", ".backward()  # hanli: ignore[missing-zero-grad]")
print([finding.rule for finding in check(SCRIPT)])
print([finding.rule for finding in check(meant)])
