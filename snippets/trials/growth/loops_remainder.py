import logging
import warnings

import pytorch_lightning as lightning
import torch
from torch.nn import functional as F
from torch.utils.data import DataLoader, TensorDataset

logging.getLogger("pytorch_lightning").setLevel(logging.ERROR)
warnings.filterwarnings("ignore", message=".*(LeafSpec|num_workers|GPU)")
data = torch.rand(14, 5, dtype=torch.float64, generator=torch.Generator().manual_seed(1640))
x, y = data.split([4, 1], dim=1)  # (14, 4), (14, 1)


class Line(lightning.LightningModule):
    def __init__(self):
        super().__init__()
        torch.manual_seed(1640)
        self.net, self.gradients = torch.nn.Linear(4, 1, bias=False).double(), []

    def training_step(self, batch, index):
        return F.mse_loss(self.net(batch[0]), batch[1])

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), lr=0.0)  # only the gradients matter here

    def on_before_optimizer_step(self, optimizer):
        self.gradients.append(self.net.weight.grad.clone())


module, loader = Line(), DataLoader(TensorDataset(x, y), batch_size=4)
options = {"max_epochs": 1, "accelerator": "cpu", "barebones": True}
lightning.Trainer(accumulate_grad_batches=3, **options).fit(module, loader)  # (1)!
for window, got in zip(torch.arange(len(x)).split(12), module.gradients, strict=True):
    loss = F.mse_loss(module.net(x[window]), y[window])
    (true,) = torch.autograd.grad(loss, module.net.weight)
    print(f"the window of {len(window)}: {got.norm() / true.norm():.4f} of its gradient")
