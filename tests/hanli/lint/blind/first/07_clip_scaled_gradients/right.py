import torch
from torch import nn
from torch.nn.utils import clip_grad_norm_


def build(vocab=8000, d=256, n_out=40):
    return nn.ModuleDict({
        "embed": nn.Embedding(vocab, d, padding_idx=0),
        "lstm": nn.LSTM(d, d, num_layers=2, batch_first=True, dropout=0.2),
        "tag": nn.Linear(d, n_out),
    })


def forward(m, ids):
    h, _ = m["lstm"](m["embed"](ids))
    return m["tag"](h)


def train(m, loader, epochs=10, lr=1e-3, max_norm=1.0, log_every=100):
    dev = torch.device("cuda")
    m.to(dev).train()
    optimizer = torch.optim.Adam(m.parameters(), lr=lr)
    scaler = torch.amp.GradScaler("cuda")
    loss_fn = nn.CrossEntropyLoss(ignore_index=-100)
    step = 0
    for _ in range(epochs):
        for ids, tags in loader:
            ids = ids.to(dev, non_blocking=True)
            tags = tags.to(dev, non_blocking=True)
            optimizer.zero_grad(set_to_none=True)
            with torch.autocast("cuda", dtype=torch.float16):
                logits = forward(m, ids)
                loss = loss_fn(logits.flatten(0, 1), tags.flatten())
            scaler.scale(loss).backward()
            scaler.unscale_(optimizer)
            norm = clip_grad_norm_(m.parameters(), max_norm)
            scaler.step(optimizer)
            scaler.update()
            step += 1
            if step % log_every == 0:
                print(f"step {step} loss {loss.item():.3f} gnorm {norm.item():.2f}")
    return m
