import sys

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader

from derm.data import LesionImages
from derm.model import load_members


@torch.no_grad()
def collect(members, loader, device):
    logits, labels = [], []
    for images, target in loader:
        images = images.to(device)
        logits.append(torch.stack([m(images) for m in members]).cpu())
        labels.append(target)
    return torch.cat(logits, dim=1), torch.cat(labels)


def mixture_log_prob(logits, log_t):
    probs = F.softmax(logits / log_t.exp(), dim=-1).mean(dim=0)
    return probs.clamp_min(1e-12).log()


def fit_temperature(logits, labels):
    log_t = nn.Parameter(torch.zeros(()))
    optimizer = torch.optim.LBFGS([log_t], lr=0.1, max_iter=100, line_search_fn="strong_wolfe")

    def closure():
        optimizer.zero_grad()
        loss = F.nll_loss(mixture_log_prob(logits, log_t), labels)
        loss.backward()
        return loss

    optimizer.step(closure)
    return log_t.detach()


def expected_calibration_error(log_prob, labels, n_bins=15):
    confidence, guess = log_prob.exp().max(dim=1)
    correct = (guess == labels).float()
    bins = (confidence * n_bins).long().clamp_max(n_bins - 1)
    ece = torch.zeros(())
    for b in range(n_bins):
        inside = bins == b
        if inside.any():
            gap = (correct[inside].mean() - confidence[inside].mean()).abs()
            ece += inside.float().mean() * gap
    return ece.item()


def main(paths):
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    members = [m.to(device).eval() for m in load_members(paths)]
    calib = collect(members, DataLoader(LesionImages("calib"), batch_size=64, num_workers=4), device)
    test_logits, test_labels = collect(members, DataLoader(LesionImages("test"), batch_size=64, num_workers=4), device)

    log_t = fit_temperature(*calib)
    for name, value in (("raw", torch.zeros(())), ("scaled", log_t)):
        log_prob = mixture_log_prob(test_logits, value)
        nll = F.nll_loss(log_prob, test_labels).item()
        print(f"{name:7s} T={value.exp().item():.3f} nll={nll:.4f} ece={expected_calibration_error(log_prob, test_labels):.4f}")
    torch.save({"log_temperature": log_t}, "temperature.pt")


if __name__ == "__main__":
    main(sys.argv[1:])
