import torch
from pytorch_lightning import Trainer
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from hanli.lightning import Classifier, network, quiet

quiet()
loader = DataLoader(TensorDataset(torch.rand(6, 4), torch.arange(6) % 3), 6)
model = Classifier(network(nn.Linear), {"in_features": 4, "out_features": 3}, num_classes=3)
options = {"logger": False, "enable_progress_bar": False, "enable_model_summary": False}
trainer = Trainer(max_epochs=1, accelerator="cpu", enable_checkpointing=False, **options)
trainer.fit(model, loader, loader)
trainer.save_checkpoint("model.ckpt")

content = torch.load("model.ckpt", weights_only=True)
content["hyper_parameters"]["builder"] = "os.system"  # (1)!
content["hyper_parameters"]["arguments"] = {"command": "echo this house is mine"}
torch.save(content, "altered.ckpt")
Classifier.load_from_checkpoint("altered.ckpt")
