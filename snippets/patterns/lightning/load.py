import torch
from pytorch_lightning import Trainer
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from hanli.lightning import Classifier, network, quiet

quiet()


@network
def perceptron(width):
    return nn.Sequential(nn.Flatten(), nn.Linear(64, width), nn.GELU(), nn.Linear(width, 10))


torch.manual_seed(1640)
images, labels = torch.rand(20, 1, 8, 8), torch.arange(20) % 10  # (20, 1, 8, 8), (20,)
model = Classifier(perceptron, {"width": 32}, num_classes=10)
off = {"logger": False, "enable_progress_bar": False, "enable_model_summary": False}
trainer = Trainer(max_epochs=1, accelerator="cpu", enable_checkpointing=False, **off)
loader = DataLoader(TensorDataset(images, labels), 10)
trainer.fit(model, loader, loader)
trainer.save_checkpoint("model.ckpt")

content = torch.load("model.ckpt", weights_only=True)  # (1)!
for name, value in content["hyper_parameters"].items():
    print(f"{name}: {value}")
loaded = Classifier.load_from_checkpoint("model.ckpt")
print("same logits:", torch.equal(model(images), loaded(images)))
torch.save(loaded.net.state_dict(), "net.pt")  # (2)!
