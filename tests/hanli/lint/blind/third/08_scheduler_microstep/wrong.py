"""Fine-tune a ViT on chest X-rays with gradient accumulation and linear warm-up / decay."""
from itertools import islice

import timm
import torch
from torch import nn
from torch.optim.lr_scheduler import LambdaLR

from cxr.data import build_loaders

CFG = {
    "arch": "vit_base_patch16_224",
    "findings": 14,
    "epochs": 10,
    "micro_batch": 16,
    "accumulate": 8,
    "peak_lr": 5e-5,
    "warmup_frac": 0.06,
}


def linear_warmup_decay(optimizer, warmup, total):
    def factor(update):
        if update < warmup:
            return update / max(1, warmup)
        return max(0.0, (total - update) / max(1, total - warmup))

    return LambdaLR(optimizer, factor)


@torch.no_grad()
def validation_loss(model, loader, criterion, device):
    model.eval()
    total, count = 0.0, 0
    for image, findings in loader:
        loss = criterion(model(image.to(device)), findings.to(device))
        total += loss.item() * len(image)
        count += len(image)
    return total / count


def train(cfg=CFG):
    device = torch.device("cuda")
    train_loader, val_loader = build_loaders(batch_size=cfg["micro_batch"])
    model = timm.create_model(cfg["arch"], pretrained=True, num_classes=cfg["findings"]).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.AdamW(model.parameters(), lr=cfg["peak_lr"], weight_decay=0.05)

    updates_per_epoch = len(train_loader) // cfg["accumulate"]
    total_updates = updates_per_epoch * cfg["epochs"]
    scheduler = linear_warmup_decay(optimizer, int(cfg["warmup_frac"] * total_updates), total_updates)

    for epoch in range(cfg["epochs"]):
        model.train()
        batches = islice(train_loader, updates_per_epoch * cfg["accumulate"])
        for i, (image, findings) in enumerate(batches, start=1):
            image, findings = image.to(device), findings.to(device)
            loss = criterion(model(image), findings)
            (loss / cfg["accumulate"]).backward()
            if i % cfg["accumulate"] == 0:
                nn.utils.clip_grad_norm_(model.parameters(), 1.0)
                optimizer.step()
                optimizer.zero_grad()
            scheduler.step()
        print(f"epoch {epoch}: val {validation_loss(model, val_loader, criterion, device):.4f}")

    torch.save(model.state_dict(), "cxr_vit.pt")


if __name__ == "__main__":
    train()
