import warnings

import torch
from torch import nn

from hanli.lint import check

HEAD = "import torch\nfrom torch import nn\n"
lines = [
    "nn.init.xavier_uniform(torch.empty(2, 2))",
    "nn.Softmax()(torch.rand(2, 2))",
    "torch.qr(torch.eye(2))",
    "nn.functional.tanh(torch.rand(2))",  # (1)!
]
for line in lines:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            eval(line, {"torch": torch, "nn": nn})
            runs = caught[0].category.__name__ if caught else "no warning"
        except RuntimeError as error:
            runs = type(error).__name__
    said = [finding.what("en") for finding in check(f"{HEAD}{line}", style=True)]
    print(f"{runs:13} {said}")
