import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader
from torchvision import datasets, models
from torchvision import transforms as T


class KDLoss(nn.Module):
    def __init__(self, temperature=4.0, alpha=0.7):
        super().__init__()
        self.t = temperature
        self.alpha = alpha

    def forward(self, student_logits, teacher_logits, target):
        soft = F.kl_div(
            F.log_softmax(student_logits / self.t, dim=1),
            F.softmax(teacher_logits / self.t, dim=1),
            reduction="batchmean",
        ) * self.t**2
        hard = F.cross_entropy(student_logits, target)
        return self.alpha * soft + (1 - self.alpha) * hard


class Student(nn.Module):
    def __init__(self, num_classes, widths=(32, 64, 128, 256)):
        super().__init__()
        stages = []
        cin = 3
        for w in widths:
            stages.append(self._stage(cin, w))
            cin = w
        self.stages = nn.ModuleList(stages)
        self.fc = nn.Linear(cin, num_classes)

    @staticmethod
    def _stage(cin, cout):
        return nn.Sequential(
            nn.Conv2d(cin, cout, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(cout), nn.ReLU(inplace=True),
            nn.Conv2d(cout, cout, 3, padding=1, bias=False), nn.BatchNorm2d(cout), nn.ReLU(inplace=True),
        )

    def forward(self, x):
        for stage in self.stages:
            x = stage(x)
        return self.fc(x.mean(dim=(2, 3)))


def load_teacher(path, num_classes, device):
    teacher = models.resnet50()
    teacher.fc = nn.Linear(teacher.fc.in_features, num_classes)
    teacher.load_state_dict(torch.load(path, map_location="cpu", weights_only=True))
    return teacher.eval().requires_grad_(False).to(device)


def param_groups(model, wd):
    decay, no_decay = [], []
    for p in model.parameters():
        (decay if p.ndim > 1 else no_decay).append(p)
    return [{"params": decay, "weight_decay": wd}, {"params": no_decay, "weight_decay": 0.0}]


def accuracy(model, loader, device):
    model.eval()
    top1 = torch.zeros((), device=device)
    with torch.no_grad():
        for x, y in loader:
            top1 += (model(x.to(device)).argmax(1) == y.to(device)).sum()
    return (top1 / len(loader.dataset)).item()


def main():
    device = torch.device("cuda")
    norm = T.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
    train_tf = T.Compose([T.RandomResizedCrop(160), T.RandomHorizontalFlip(), T.ToTensor(), norm])
    val_tf = T.Compose([T.Resize(182), T.CenterCrop(160), T.ToTensor(), norm])
    train_set = datasets.ImageFolder("imagenette/train", train_tf)
    val_set = datasets.ImageFolder("imagenette/val", val_tf)
    train_loader = DataLoader(train_set, 128, shuffle=True, num_workers=8, pin_memory=True, drop_last=True)
    val_loader = DataLoader(val_set, 256, num_workers=8, pin_memory=True)

    teacher = load_teacher("teacher_r50.pt", len(train_set.classes), device)
    student = Student(len(train_set.classes)).to(device)
    criterion = KDLoss()
    optimizer = torch.optim.SGD(param_groups(student, 5e-4), lr=0.1, momentum=0.9, nesterov=True)
    epochs = 60
    warm = torch.optim.lr_scheduler.LinearLR(optimizer, 0.1, total_iters=5)
    cos = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=epochs - 5)
    scheduler = torch.optim.lr_scheduler.SequentialLR(optimizer, [warm, cos], milestones=[5])

    for epoch in range(epochs):
        student.train()
        loss_sum = torch.zeros((), device=device)
        for x, y in train_loader:
            x, y = x.to(device, non_blocking=True), y.to(device, non_blocking=True)
            with torch.no_grad():
                t_logits = teacher(x)
            loss = criterion(student(x), t_logits, y)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            loss_sum += loss.detach()
        scheduler.step()
        print(f"{epoch}: loss {loss_sum.item() / len(train_loader):.4f} acc {accuracy(student, val_loader, device):.4f}")
    torch.save(student.state_dict(), "student.pt")


if __name__ == "__main__":
    main()
