"""What is done to parameters, loaders and clocks at each step, and look-alikes that are right."""

import copy
import time
from timeit import default_timer

import torch
import torch.nn.functional as F
import torchvision
from torch import nn, optim
from torch.utils.data import DataLoader

device = torch.device("cuda")


def replace_head(classes):
    model = torchvision.models.resnet18(weights="DEFAULT")
    optimizer = optim.Adam(model.parameters(), lr=1e-4)
    model.fc = nn.Linear(model.fc.in_features, classes)  # expect: replaced-layer
    return model, optimizer


class Tuner:
    def __init__(self, backbone, classes):
        self.model = backbone
        trained = [p for p in self.model.parameters() if p.requires_grad]
        self.optimizer = optim.SGD(trained, lr=0.1)
        self.model.classifier[1] = nn.Sequential(nn.Dropout(0.2), nn.Linear(1280, classes))  # expect: replaced-layer
        self.model.to(device)

    def grow(self, classes):
        optimizer = optim.SGD([{"params": self.model.parameters()}], lr=0.1)
        self.model.head = Head(classes)  # expect: replaced-layer
        return optimizer


class Head(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.out = nn.Linear(8, classes)

    def forward(self, x):
        return self.out(x)


def replace_rightly(classes):
    model = torchvision.models.resnet18(weights="DEFAULT")
    optimizer = optim.Adam(model.parameters(), lr=1e-4)
    model.fc = nn.Linear(512, classes)
    optimizer = optim.Adam(model.parameters(), lr=1e-4)
    model.avgpool = nn.Identity()
    model.layer4 = nn.Sequential(model.layer4, nn.Dropout())
    other = nn.Linear(3, 4)
    other.extra = nn.Linear(3, 4)
    return model, optimizer, other


def replace_and_add(model, classes):
    optimizer = optim.Adam(model.parameters(), lr=1e-4)
    model.fc = nn.Linear(512, classes)
    optimizer.add_param_group({"params": model.fc.parameters()})
    return optimizer


@torch.no_grad()
def move_average(teacher, student, rate):
    for old, new in zip(teacher.parameters(), student.parameters(), strict=True):
        old = rate * old + (1 - rate) * new  # expect: rebound-parameter
    for name, buffer in teacher.named_buffers():
        if "running" in name:
            buffer = buffer.clamp(0, 1)  # expect: rebound-parameter
    for value in student.state_dict().values():
        value = torch.zeros_like(value)  # expect: rebound-parameter
    weights = list(student.parameters())
    for weight in weights:
        weight = weight - 0.1 * weight.grad  # expect: rebound-parameter


@torch.no_grad()
def move_rightly(teacher, student, rate, opt):
    for old, new in zip(teacher.parameters(), student.parameters(), strict=True):
        new = new.detach()
        old.mul_(rate).add_(new, alpha=1 - rate)
    for weight in student.parameters():
        weight -= 0.1 * weight.grad
    total = 0.0
    for weight in student.parameters():
        weight = weight.float()
        total += weight.norm() ** 2
    for key, value in student.state_dict().items():
        value = value.cpu()
        opt[key] = value
    for i, weight in enumerate(student.parameters()):
        weight = nn.init.normal_(weight, std=i)
    return total


def train_with_new_iterators(model, optimizer, source_loader, target_loader, train_set, steps):
    for x, y in source_loader:
        z, _ = next(iter(target_loader))  # expect: new-iterator
        loss = F.cross_entropy(model(x), y) + model(z).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    data = DataLoader(train_set, batch_size=8, shuffle=True)
    step = 0
    while step < steps:
        batch = next(iter(data))  # expect: new-iterator
        optimizer.zero_grad()
        model(batch).mean().backward()
        optimizer.step()
        step += 1


def train_with_named_iterators(model, optimizer, train_loader, epochs, steps):
    for _ in range(steps):
        batches = iter(train_loader)  # expect: new-iterator
        x, y = next(batches)
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()
    for _epoch in range(epochs):
        batches = iter(train_loader)
        for _ in range(len(train_loader)):
            x, y = next(batches)
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()


@torch.no_grad()
def estimate(model, val_loader, eval_iters):
    model.eval()
    losses = torch.zeros(eval_iters)
    for k in range(eval_iters):
        x, y = next(iter(val_loader))  # expect: new-iterator
        losses[k] = F.cross_entropy(model(x), y)
    return losses.mean()


class Sampler:
    def __init__(self, loader, model):
        self.loader, self.model = loader, model
        self.optimizer = optim.Adam(model.parameters())

    def get_batch(self):
        x, y = next(iter(self.loader))  # expect: new-iterator
        return x.to(device), y.to(device)

    def train(self, steps):
        for _ in range(steps):
            x, y = self.get_batch()
            self.optimizer.zero_grad()
            F.cross_entropy(self.model(x), y).backward()
            self.optimizer.step()


def iterate_rightly(model, optimizer, train_loader, loaders, test_loader, steps):
    images, _ = next(iter(train_loader))
    print(images.shape)
    batches = iter(train_loader)
    for step in range(steps):
        try:
            x, y = next(batches)
        except StopIteration:
            batches = iter(train_loader)
            x, y = next(iter(train_loader))
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()
        if step % 100 == 0:
            show(next(iter(test_loader)))
    for name, loader in loaders.items():
        print(name, next(iter(loader))[0].shape)
    for name in ("train", "val"):
        print(name, next(iter(loaders[name]))[0].shape)
    for epoch in range(3):
        for x, y in train_loader:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
        show(next(iter(test_loader)), epoch)


def show(batch, epoch=0):
    print(batch, epoch)


@torch.inference_mode()
def time_wrongly(model, x, repeats):
    model = model.to(device).eval()
    start = time.time()
    for _ in range(repeats):
        model(x)
    end = time.time()  # expect: unsynchronized-time
    print((end - start) / repeats)
    return end


class Timer:
    def __init__(self, net):
        self.net = net.cuda()
        self.times = []

    def measure(self, x):
        begin = default_timer()
        out = self.net(x)
        self.times.append(default_timer() - begin)  # expect: unsynchronized-time
        return out

    def measure_both(self, x):
        begin = time.time()
        self.net(x).sum().backward()
        end = time.time()  # expect: unsynchronized-time
        return end - begin

    def measure_right(self, x):
        torch.cuda.synchronize()
        begin = default_timer()
        out = self.net(x)
        torch.cuda.synchronize()
        self.times.append(default_timer() - begin)
        return out

    def measure_answer(self, x):
        begin = time.perf_counter()
        label = self.net(x).argmax().item()
        self.times.append(time.perf_counter() - begin)
        return label


def time_by_device(model, x, kind):
    if kind == "cpu":
        start = time.time()
        model(x)
        end = time.time()
        print(end - start)


def time_training(model, loader, optimizer):
    model.to(device)
    end = time.time()
    for x, y in loader:
        t0 = time.monotonic()
        loss = F.cross_entropy(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print("step", time.monotonic() - t0)  # expect: unsynchronized-time
        print("turn", time.time() - end)
        end = time.time()
    started = time.time()
    for x, y in loader:
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()
    print("epoch", time.time() - started)
    return copy.deepcopy(model)
