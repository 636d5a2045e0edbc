from pathlib import Path

import torch
from torch import nn

from hanli.train import CSVLog, ProgressBar, fit

batches = [(torch.eye(2), torch.tensor([0, 1]))]
options = {"loss": nn.CrossEntropyLoss(), "epochs": 2, "device": "cpu"}
callbacks = [ProgressBar(), CSVLog("log.csv")]  # (1)!
fit(nn.Linear(2, 2), batches, val_loader=batches, callbacks=callbacks, **options)

columns, *rows = Path("log.csv").read_text().splitlines()
print(columns)
print("rows:", len(rows))
