"""Land-use classification of Sentinel-2 RGB tiles, transfer learning from ImageNet."""
import logging
from pathlib import Path

import torch
from torch import nn
from torch.optim.lr_scheduler import StepLR
from torch.utils.data import DataLoader
from torchvision.datasets import ImageFolder
from torchvision.models import ResNet50_Weights, resnet50

log = logging.getLogger("landuse")


class Finetuner:
    def __init__(self, data_root: Path, run_dir: Path, lr: float = 0.01, batch_size: int = 64):
        self.run_dir = run_dir
        self.run_dir.mkdir(parents=True, exist_ok=True)
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")

        weights = ResNet50_Weights.IMAGENET1K_V2
        preprocess = weights.transforms()
        self.train_set = ImageFolder(data_root / "train", preprocess)
        self.test_set = ImageFolder(data_root / "test", preprocess)
        self.train_loader = DataLoader(self.train_set, batch_size, shuffle=True, num_workers=4)
        self.test_loader = DataLoader(self.test_set, batch_size, num_workers=4)

        self.model = resnet50(weights=weights)
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=lr, momentum=0.9, weight_decay=1e-4)
        self.scheduler = StepLR(self.optimizer, step_size=8, gamma=0.1)
        self.model.fc = nn.Linear(self.model.fc.in_features, len(self.train_set.classes))
        self.model.to(self.device)
        self.criterion = nn.CrossEntropyLoss()

    def train_epoch(self) -> float:
        self.model.train()
        total = 0.0
        for tiles, labels in self.train_loader:
            tiles, labels = tiles.to(self.device), labels.to(self.device)
            self.optimizer.zero_grad()
            loss = self.criterion(self.model(tiles), labels)
            loss.backward()
            self.optimizer.step()
            total += loss.item() * labels.size(0)
        self.scheduler.step()
        return total / len(self.train_set)

    @torch.no_grad()
    def test(self) -> float:
        self.model.eval()
        correct = 0
        for tiles, labels in self.test_loader:
            scores = self.model(tiles.to(self.device))
            correct += (scores.argmax(1).cpu() == labels).sum().item()
        return correct / len(self.test_set)

    def run(self, epochs: int = 20) -> None:
        for epoch in range(epochs):
            loss = self.train_epoch()
            log.info("epoch %d loss %.4f", epoch, loss)
        log.info("test accuracy %.4f", self.test())
        torch.save(self.model.state_dict(), self.run_dir / "final.pt")


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    Finetuner(Path("data/eurosat"), Path("runs/eurosat_r50")).run()
