import torch
from torch import nn
from torch.amp import GradScaler, autocast


class Runner:
    def __init__(self, model, cfg):
        self.model = model.cuda()
        self.cfg = cfg
        self.optimizer = torch.optim.AdamW(self.model.parameters(), lr=cfg["lr"])
        self.criterion = nn.CrossEntropyLoss()
        self.scaler = GradScaler("cuda")

    def train_step(self, inputs, targets):
        inputs = inputs.cuda(non_blocking=True)
        targets = targets.cuda(non_blocking=True)
        self.optimizer.zero_grad(set_to_none=True)
        with autocast("cuda", dtype=torch.float16):
            logits = self.model(inputs)
            loss = self.criterion(logits, targets)
        self.scaler.scale(loss).backward()
        self.scaler.unscale_(self.optimizer)
        nn.utils.clip_grad_norm_(self.model.parameters(), self.cfg["max_norm"])
        self.scaler.step(self.optimizer)
        self.scaler.update()
        return loss.detach()

    def train_epoch(self, loader, epoch):
        self.model.train()
        for step, (inputs, targets) in enumerate(loader):
            loss = self.train_step(inputs, targets)
            if step % self.cfg["log_every"] == 0:
                print(f"epoch {epoch} step {step} loss {loss.item():.4f} scale {self.scaler.get_scale():.0f}")

    def save(self, path):
        torch.save(
            {
                "model": self.model.state_dict(),
                "optimizer": self.optimizer.state_dict(),
                "scaler": self.scaler.state_dict(),
            },
            path,
        )
