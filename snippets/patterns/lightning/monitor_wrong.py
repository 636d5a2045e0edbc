import torch
from pytorch_lightning import Trainer
from pytorch_lightning.callbacks import LearningRateMonitor
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from hanli.lightning import Classifier, RateMonitor, network, quiet

quiet()
data = DataLoader(TensorDataset(torch.rand(8, 4), torch.arange(8) % 3), 4)
model = Classifier(network(nn.Linear), {"in_features": 4, "out_features": 3}, num_classes=3)
options = {"max_epochs": 2, "accelerator": "cpu", "logger": False}
options |= {"enable_checkpointing": False, "enable_progress_bar": False}
options |= {"enable_model_summary": False}

rates = RateMonitor(logging_interval="epoch")
Trainer(callbacks=[rates], **options).fit(model, data, data)
print(rates.lrs)
Trainer(callbacks=[LearningRateMonitor()], **options).fit(model, data, data)
