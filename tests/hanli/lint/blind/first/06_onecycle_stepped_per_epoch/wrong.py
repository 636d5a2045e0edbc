import argparse
import torch
import torch.nn.functional as F
from torch.optim.lr_scheduler import OneCycleLR
from torchvision.models import resnet18


def get_args():
    p = argparse.ArgumentParser()
    p.add_argument("--epochs", type=int, default=24)
    p.add_argument("--max-lr", type=float, default=0.1)
    p.add_argument("--wd", type=float, default=5e-4)
    return p.parse_args()


class Experiment:
    def __init__(self, args, train_loader, device):
        self.args, self.loader, self.device = args, train_loader, device
        self.model = resnet18(num_classes=10).to(device)
        self.optim = torch.optim.SGD(self.model.parameters(), lr=args.max_lr, momentum=0.9,
                                     weight_decay=args.wd, nesterov=True)
        self.sched = OneCycleLR(self.optim, max_lr=args.max_lr, epochs=args.epochs,
                                steps_per_epoch=len(train_loader))

    def train_step(self, x, y):
        self.optim.zero_grad(set_to_none=True)
        loss = F.cross_entropy(self.model(x), y)
        loss.backward()
        self.optim.step()
        return loss.detach()

    def run(self):
        for epoch in range(self.args.epochs):
            self.model.train()
            total = torch.zeros((), device=self.device)
            for x, y in self.loader:
                total += self.train_step(x.to(self.device), y.to(self.device))
            self.sched.step()
            print(epoch, f"{total.item() / len(self.loader):.4f}", self.sched.get_last_lr()[0])


def main():
    from torch.utils.data import DataLoader
    from torchvision.datasets import CIFAR10
    from torchvision.transforms import v2
    tf = v2.Compose([v2.ToImage(), v2.RandomCrop(32, padding=4), v2.RandomHorizontalFlip(),
                     v2.ToDtype(torch.float32, scale=True), v2.Normalize([0.49] * 3, [0.25] * 3)])
    loader = DataLoader(CIFAR10("data", transform=tf, download=True), 256, shuffle=True, num_workers=4)
    Experiment(get_args(), loader, "cuda" if torch.cuda.is_available() else "cpu").run()


if __name__ == "__main__":
    main()
