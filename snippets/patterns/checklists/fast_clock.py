from hanli.lint import check

SCRIPT = """\
import time
import torch

def measure(model, loader, steps):
    model.to("cuda").eval()
    times = []
    for _ in range(steps):
        with torch.inference_mode():
            inputs, _ = next(iter(loader))
            inputs = inputs.to("cuda")
            start = time.perf_counter()
            model(inputs)
            times.append(time.perf_counter() - start)
    return times
"""
for finding in check(SCRIPT, "clock.py"):
    print(f"{finding.path}:{finding.line}: {finding.rule}: {finding.what('en')}")
