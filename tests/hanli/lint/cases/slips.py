"""Steps that are missing or do nothing, and look-alikes that are right."""

import copy

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, WeightedRandomSampler


def does_nothing(model, loader, optimizer, device):
    model.eval  # expect: no-effect
    for x, y in loader:
        x.to(device)  # expect: no-effect
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()  # expect: missing-step
        optimizer.step  # expect: no-effect
    x = torch.rand(3)
    x.clamp(0, 1)  # expect: no-effect


def does_something(model, loader, device, frame):
    model.to(device)
    frame.mean
    for batch in loader:
        batch.to(device)  # a dictionary of a tokenizer moves itself
    x = torch.rand(3)
    x.clamp_(0, 1)
    x = x.to(device)
    return x


class Misspelled(nn.Module):
    def _init_(self):  # expect: no-effect
        super().__init__()

    def foward(self, x):  # expect: no-effect
        return x


class Inherits(Misspelled):
    def _forward(self, x):
        return x


class Spelled(nn.Module):
    def __init__(self):
        super().__init__()

    def forward_features(self, x):
        return x

    def forwards(self, x):
        return x

    def forward(self, x):
        return x


def never_back(model, train_loader, val_loader, optimizer):
    model.train()
    for _ in range(3):
        for x, y in train_loader:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
        model.eval()  # expect: missing-train
        with torch.no_grad():
            for x, _ in val_loader:
                print(model(x))


def back(model, teacher, train_loader, val_loader, optimizer):
    for _ in range(3):
        model.train()
        teacher.eval()
        for x, _ in train_loader:
            optimizer.zero_grad()
            F.mse_loss(model(x), teacher(x)).backward()  # expect: target-with-gradient
            optimizer.step()
        model.eval()
        with torch.no_grad():
            for x, _ in val_loader:
                print(model(x))


def made_anew(loader, x_test):
    for rate in (0.1, 0.01):
        model = nn.Linear(3, 3)
        optimizer = torch.optim.SGD(model.parameters(), lr=rate)
        for x, y in loader:
            optimizer.zero_grad()
            F.mse_loss(model(x), y).backward()
            optimizer.step()
        with torch.no_grad():
            print(model.eval()(x_test))


def never_steps(model, loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        optimizer.zero_grad()
        F.mse_loss(model(x), y).backward()  # expect: missing-step


def never_differentiates(model, loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        optimizer.zero_grad()
        loss = F.mse_loss(model(x), y)
        print(loss.detach())
        optimizer.step()  # expect: missing-step


def steps_elsewhere(model, loader, finish, differentiate):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        optimizer.zero_grad()
        F.mse_loss(model(x), y).backward()
        finish(optimizer)
    for x, y in loader:
        optimizer.zero_grad()
        differentiate(F.mse_loss(model(x), y))
        optimizer.step()


def never_scheduled(model, loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 3)  # expect: missing-step
    for x, y in loader:
        optimizer.zero_grad()
        F.mse_loss(model(x), y).backward()
        optimizer.step()


def goes_past_the_scaler(model, loader, optimizer):
    grad_scaler = torch.amp.GradScaler("cuda")
    for x, y in loader:
        optimizer.zero_grad()
        grad_scaler.scale(F.mse_loss(model(x), y)).backward()
        optimizer.step()  # expect: missing-step
        grad_scaler.update()


def without_a_graph(model, x, y, optimizer):
    loss = F.mse_loss(model(x), y)
    loss = torch.tensor(loss)  # expect: tensor-of-tensor
    loss.backward()  # expect: cut-graph
    loss = F.mse_loss(model(x), y).detach()
    loss.backward()  # expect: cut-graph
    classes = model(x).argmax(1).float()
    F.mse_loss(classes, y).backward()  # expect: cut-graph
    with torch.no_grad():
        loss = F.mse_loss(model(x), y)
    loss.backward()  # expect: cut-graph
    optimizer.step()


def with_a_graph(model, x, y, weights):
    loss = F.mse_loss(model(x), y).detach()
    loss.requires_grad_()
    loss.backward()
    whole = F.mse_loss(model(x), y) + weights.detach()
    whole.backward()


def keeps_the_last(model, loader, epochs, optimizer):
    best, best_state, state = 0.0, None, None
    for _ in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            F.mse_loss(model(x), y).backward()
            optimizer.step()
        score = torch.rand(()).item()
        if score > best:  # expect: best-value
            best_state = model.state_dict()  # expect: state-alias
            best_model = model  # expect: state-alias
            state = copy.deepcopy(model.state_dict())
            torch.save(model.state_dict(), "best.pt")
    model.load_state_dict(state)
    return best_state, best_model


class Drops(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 3)
        self.scale = nn.Parameter(torch.ones(3)).to("cpu")  # expect: not-a-leaf
        self.shift = nn.Parameter(torch.ones(3).to("cpu"))

    def forward(self, x):
        x = F.dropout(self.fc(x), 0.5)  # expect: dropout-always
        x = nn.Linear(3, 3)(x)  # expect: layer-in-forward
        x = nn.functional.dropout(x, p=0.5, training=self.training)
        if self.training:
            x = F.dropout(x)
        return nn.ReLU()(x)

    def sample(self, x):
        return F.dropout(x, 0.5)  # drawing with dropout is meant


def no_leaves(rate):
    weight = torch.randn(3, requires_grad=True) * 0.01  # expect: not-a-leaf
    bias = torch.zeros(3, requires_grad=True)
    loss = (weight + bias).sum()
    loss.backward()
    noise = torch.randn(3, requires_grad=True) * 0.1
    return weight.grad, bias.grad, noise * rate


def arguments(model, loader, optimizer):
    criterion = nn.CrossEntropyLoss()
    for x, y in loader:
        optimizer.zero_grad()
        loss = nn.CrossEntropyLoss(model(x), y)  # expect: loss-arguments
        loss = loss + criterion(y, model(x))  # expect: loss-arguments
        loss = loss + nn.CrossEntropyLoss(torch.ones(3))(model(x), y)
        loss.backward()
        optimizer.step()


def carries(model, loader, optimizer, state):
    for x, y in loader:
        optimizer.zero_grad()
        outputs, state = model(x, state)  # expect: hidden-state
        F.cross_entropy(outputs, y).backward()
        optimizer.step()


def carries_detached(model, loader, optimizer, state):
    for x, y in loader:
        state = state.detach()
        optimizer.zero_grad()
        outputs, state = model(x, state)
        F.cross_entropy(outputs, y).backward()
        optimizer.step()


def forgets(model, loader):
    for _epoch in range(3):
        optimizer = torch.optim.Adam(model.parameters())  # expect: optimizer-in-loop
        for x, y in loader:
            optimizer.zero_grad()
            F.mse_loss(model(x), y).backward()
            optimizer.step()


def in_order(model, train_set, val_set, optimizer, weights):
    train_loader = DataLoader(train_set, batch_size=8)  # expect: shuffle-forgotten
    val_loader = DataLoader(val_set, batch_size=8)
    sampler = WeightedRandomSampler(weights, 8)
    drawn = DataLoader(train_set, sampler=sampler, shuffle=True)  # expect: loader-options
    for x, y in train_loader:
        optimizer.zero_grad()
        F.mse_loss(model(x), y).backward()
        optimizer.step()
    return val_loader, drawn


def commented(x):
    y = torch.qr(x)  # hanli: ignore[dead-api]
    z = x + y  # hanli: ignore[dead-apy]  # expect: unused-ignore
    return z  # hanli: ignore[dead-api]  # expect: unused-ignore
