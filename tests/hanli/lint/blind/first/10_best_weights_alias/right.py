import copy
import logging

import torch
from torch import nn

log = logging.getLogger("finetune")


def score(model, loader, device):
    model.eval()
    correct = total = 0
    with torch.inference_mode():
        for batch in loader:
            logits = model(batch["pixels"].to(device))
            correct += (logits.argmax(-1) == batch["label"].to(device)).sum().item()
            total += len(batch["label"])
    return correct / max(total, 1)


def finetune(model, loaders, device, num_epochs=20, lr=1e-4, patience=4):
    optimizer = torch.optim.AdamW(model.parameters(), lr=lr, weight_decay=0.01)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=num_epochs)
    criterion = nn.CrossEntropyLoss()
    best_acc, best_weights, waited = -1.0, None, 0

    for epoch in range(1, num_epochs + 1):
        model.train()
        for batch in loaders["train"]:
            logits = model(batch["pixels"].to(device))
            loss = criterion(logits, batch["label"].to(device))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        scheduler.step()

        acc = score(model, loaders["val"], device)
        log.info("epoch %d val acc %.4f", epoch, acc)
        if acc > best_acc:
            best_acc, waited = acc, 0
            best_weights = copy.deepcopy(model.state_dict())
        else:
            waited += 1
            if waited >= patience:
                log.info("early stop at epoch %d", epoch)
                break

    model.load_state_dict(best_weights)
    return model, best_acc
