import os
import torch
import torch.distributed as dist
from torch.nn import functional as F
from torch.nn.parallel import DistributedDataParallel
from torch.utils.data import DataLoader, DistributedSampler
from torchvision.datasets import FakeData
from torchvision.models import resnet50
from torchvision.transforms import ToTensor


def make_loader(size, bs, shuffle):
    ds = FakeData(size, (3, 224, 224), 100, transform=ToTensor())
    sampler = DistributedSampler(ds, shuffle=shuffle)
    return DataLoader(ds, bs, sampler=sampler, num_workers=4, pin_memory=True), sampler


@torch.no_grad()
def evaluate(model, loader, device):
    model.eval()
    stats = torch.zeros(2, device=device, dtype=torch.float64)
    for x, y in loader:
        pred = model(x.to(device)).argmax(dim=1)
        stats[0] += (pred == y.to(device)).sum()
        stats[1] += y.numel()
    dist.all_reduce(stats)
    return (stats[0] / stats[1]).item()


def main():
    dist.init_process_group(backend="nccl")
    device = torch.device("cuda", int(os.environ["LOCAL_RANK"]))
    torch.cuda.set_device(device)
    train_dl, sampler = make_loader(50000, 64, True)
    val_dl, _ = make_loader(5000, 128, False)
    model = DistributedDataParallel(resnet50(num_classes=100).to(device), device_ids=[device.index])
    opt = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    for epoch in range(10):
        sampler.set_epoch(epoch)
        model.train()
        for x, y in train_dl:
            opt.zero_grad()
            F.cross_entropy(model(x.to(device)), y.to(device)).backward()
            opt.step()
        if dist.get_rank() == 0:
            acc = evaluate(model, val_dl, device)
            print(f"epoch {epoch}: acc={acc:.3%}")
    dist.destroy_process_group()


if __name__ == "__main__":
    main()
