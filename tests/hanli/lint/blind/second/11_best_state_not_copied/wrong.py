import torch
import torch.nn as nn


class EarlyStopping:
    def __init__(self, patience=7, min_delta=1e-4):
        self.patience = patience
        self.min_delta = min_delta
        self.best = float("inf")
        self.bad_epochs = 0
        self.best_weights = None

    def step(self, val_loss, model):
        if val_loss < self.best - self.min_delta:
            self.best = val_loss
            self.bad_epochs = 0
            self.best_weights = model.state_dict()
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


def epoch_loss(model, loader, loss_fn, optimizer=None):
    training = optimizer is not None
    model.train(training)
    total, n = 0.0, 0
    with torch.set_grad_enabled(training):
        for x, y in loader:
            loss = loss_fn(model(x), y)
            if training:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            total += loss.item() * x.shape[0]
            n += x.shape[0]
    return total / n


def fit(model, train_loader, val_loader, max_epochs=200):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    loss_fn = nn.L1Loss()
    stopper = EarlyStopping()
    for epoch in range(max_epochs):
        tr = epoch_loss(model, train_loader, loss_fn, optimizer)
        va = epoch_loss(model, val_loader, loss_fn)
        print(f"{epoch:3d} train {tr:.4f} val {va:.4f}")
        if stopper.step(va, model):
            print("early stop at", epoch)
            break
    model.load_state_dict(stopper.best_weights)
    return model
