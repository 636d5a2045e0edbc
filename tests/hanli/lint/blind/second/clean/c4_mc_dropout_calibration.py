import argparse

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset


class Net(nn.Module):
    def __init__(self, d_in, n_classes, width=256, p=0.3):
        super().__init__()
        self.body = nn.Sequential(
            nn.Linear(d_in, width), nn.BatchNorm1d(width), nn.ReLU(), nn.Dropout(p),
            nn.Linear(width, width), nn.BatchNorm1d(width), nn.ReLU(), nn.Dropout(p),
        )
        self.out = nn.Linear(width, n_classes)

    def forward(self, x):
        return self.out(self.body(x))

    @torch.no_grad()
    def predict_proba(self, x):
        self.eval()
        return F.softmax(self(x), dim=-1)


class TemperatureScaler(nn.Module):
    def __init__(self):
        super().__init__()
        self.log_t = nn.Parameter(torch.zeros(1))

    def forward(self, logits):
        return logits / self.log_t.exp()

    def fit(self, logits, labels, max_iter=100):
        optimizer = torch.optim.LBFGS([self.log_t], lr=0.1, max_iter=max_iter)

        def closure():
            optimizer.zero_grad()
            loss = F.cross_entropy(self(logits), labels)
            loss.backward()
            return loss

        optimizer.step(closure)
        return self.log_t.exp().item()


@torch.no_grad()
def collect_logits(model, loader):
    model.eval()
    logits, labels = [], []
    for x, y in loader:
        logits.append(model(x))
        labels.append(y)
    return torch.cat(logits), torch.cat(labels)


def enable_mc_dropout(model):
    model.eval()
    for m in model.modules():
        if isinstance(m, nn.Dropout):
            m.train()


@torch.inference_mode()
def mc_predict(model, x, n_samples=30):
    enable_mc_dropout(model)
    probs = torch.stack([model(x).softmax(dim=-1) for _ in range(n_samples)])
    mean = probs.mean(dim=0)
    entropy = -(mean * mean.clamp_min(1e-12).log()).sum(dim=-1)
    expected = -(probs * probs.clamp_min(1e-12).log()).sum(dim=-1).mean(dim=0)
    model.eval()
    return mean, entropy - expected


def ece(probs, labels, bins=15):
    conf, pred = probs.max(dim=1)
    acc = pred.eq(labels).float()
    edges = torch.linspace(0, 1, bins + 1)
    err = torch.zeros(())
    for lo, hi in zip(edges[:-1], edges[1:]):
        sel = (conf > lo) & (conf <= hi)
        if sel.any():
            err += sel.float().mean() * (acc[sel].mean() - conf[sel].mean()).abs()
    return err.item()


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("ckpt")
    ap.add_argument("calib")
    ap.add_argument("test")
    args = ap.parse_args()

    state = torch.load(args.ckpt, map_location="cpu", weights_only=True)
    model = Net(state["body.0.weight"].shape[1], state["out.weight"].shape[0])
    model.load_state_dict(state)
    calib = torch.load(args.calib, weights_only=True)
    test = torch.load(args.test, weights_only=True)

    logits, labels = collect_logits(model, DataLoader(TensorDataset(calib["x"], calib["y"]), batch_size=512))
    scaler = TemperatureScaler()
    print("temperature", scaler.fit(logits, labels))

    t_logits, t_labels = collect_logits(model, DataLoader(TensorDataset(test["x"], test["y"]), batch_size=512))
    with torch.no_grad():
        print("ece raw   ", ece(t_logits.softmax(1), t_labels))
        print("ece scaled", ece(scaler(t_logits).softmax(1), t_labels))
    mean, mutual_info = mc_predict(model, test["x"][:256])
    print("mc acc", (mean.argmax(1) == test["y"][:256]).float().mean().item(), "MI", mutual_info.mean().item())


if __name__ == "__main__":
    main()
