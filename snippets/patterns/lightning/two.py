import warnings
from pathlib import Path

import torch
from pytorch_lightning import Trainer
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from hanli.data import digits
from hanli.lightning import Classifier, network, quiet

quiet()
torch.set_num_threads(1)  # threads do not survive a fork
warnings.filterwarnings("ignore", message=".*DistributedSampler")  # (1)!
images, labels = digits()  # (1797, 1, 8, 8), (1797,)


class Counting(Classifier):
    def on_validation_epoch_end(self):
        right, wrong = self.val_acc.tp.sum(), self.val_acc.fn.sum()  # (2)!
        text = f"{int(right)} right of {int(right + wrong)}"
        Path(f"rank{self.global_rank}.txt").write_text(text, encoding="utf-8")


def accuracy(size, **options):
    torch.manual_seed(1640)
    net = {"in_features": 64, "out_features": 10}
    model = Counting(network(nn.Linear), net, num_classes=10)
    loader = DataLoader(TensorDataset(images.flatten(1)[:size], labels[:size]), 100)
    options |= {"logger": False, "enable_progress_bar": False, "accelerator": "cpu"}
    return Trainer(**options).validate(model, loader, verbose=False)[0]["val/acc"]


if __name__ == "__main__":
    for size in (1796, 1797):
        one, two = accuracy(size), accuracy(size, devices=2, strategy="ddp_fork")  # (3)!
        print(f"{size} samples: {one:.5f} by one process, {two:.5f} by two, equal: {one == two}")
        for path in sorted(Path().glob("rank?.txt")):
            print(f"  {path.stem}: {path.read_text(encoding='utf-8')}")
