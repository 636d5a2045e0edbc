import argparse
import contextlib
import math

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset


class TokenBlocks(Dataset):
    """Memory-mapped style dataset: one long id tensor cut in blocks."""

    def __init__(self, ids, block):
        self.ids = ids
        self.block = block

    def __len__(self):
        return (len(self.ids) - 1) // self.block

    def __getitem__(self, i):
        s = i * self.block
        chunk = self.ids[s : s + self.block + 1]
        return chunk[:-1], chunk[1:]


class CausalSelfAttention(nn.Module):
    def __init__(self, dim, heads, p):
        super().__init__()
        self.heads = heads
        self.p = p
        self.qkv = nn.Linear(dim, 3 * dim)
        self.proj = nn.Linear(dim, dim)

    def forward(self, x):
        b, t, c = x.shape
        q, k, v = self.qkv(x).view(b, t, 3, self.heads, c // self.heads).permute(2, 0, 3, 1, 4)
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True, dropout_p=self.p if self.training else 0.0)
        return self.proj(y.transpose(1, 2).reshape(b, t, c))


class Block(nn.Module):
    def __init__(self, dim, heads, p):
        super().__init__()
        self.ln1, self.ln2 = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.attn = CausalSelfAttention(dim, heads, p)
        self.mlp = nn.Sequential(nn.Linear(dim, 4 * dim), nn.GELU(), nn.Linear(4 * dim, dim), nn.Dropout(p))

    def forward(self, x):
        x = x + self.attn(self.ln1(x))
        return x + self.mlp(self.ln2(x))


class GPT(nn.Module):
    def __init__(self, vocab, block, dim=256, heads=8, depth=6, p=0.1):
        super().__init__()
        self.tok = nn.Embedding(vocab, dim)
        self.pos = nn.Parameter(torch.zeros(1, block, dim))
        blocks = []
        for _ in range(depth):
            blocks.append(Block(dim, heads, p))
        self.blocks = nn.Sequential(*blocks)
        self.ln = nn.LayerNorm(dim)
        self.head = nn.Linear(dim, vocab, bias=False)
        self.head.weight = self.tok.weight
        nn.init.normal_(self.tok.weight, std=0.02)

    def forward(self, idx, targets=None):
        x = self.tok(idx) + self.pos[:, : idx.size(1)]
        logits = self.head(self.ln(self.blocks(x)))
        if targets is None:
            return logits, None
        return logits, F.cross_entropy(logits.view(-1, logits.size(-1)), targets.reshape(-1))


def lr_at(step, warmup, total):
    if step < warmup:
        return (step + 1) / warmup
    return 0.5 * (1 + math.cos(math.pi * (step - warmup) / max(1, total - warmup)))


@torch.no_grad()
def perplexity(model, loader, device, amp):
    was_training = model.training
    model.eval()
    nll, n = 0.0, 0
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        with amp():
            _, loss = model(x, y)
        nll += loss.item() * y.numel()
        n += y.numel()
    model.train(was_training)
    return math.exp(nll / n)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("ids")
    ap.add_argument("--vocab", type=int, default=8192)
    ap.add_argument("--block", type=int, default=256)
    ap.add_argument("--accum", type=int, default=4)
    ap.add_argument("--epochs", type=int, default=2)
    args = ap.parse_args()

    device = "cuda" if torch.cuda.is_available() else "cpu"
    use_amp = device == "cuda"
    amp = (lambda: torch.autocast("cuda", dtype=torch.float16)) if use_amp else contextlib.nullcontext
    ids = torch.load(args.ids, weights_only=True).long()
    cut = int(0.95 * len(ids))
    train_dl = DataLoader(TokenBlocks(ids[:cut], args.block), 16, shuffle=True, drop_last=True)
    val_dl = DataLoader(TokenBlocks(ids[cut:], args.block), 32)

    model = GPT(args.vocab, args.block).to(device)
    opt = torch.optim.AdamW(model.parameters(), lr=6e-4, betas=(0.9, 0.95))
    scaler = torch.amp.GradScaler(device, enabled=use_amp)
    n_batches = len(train_dl)
    total = math.ceil(n_batches / args.accum) * args.epochs
    sched = torch.optim.lr_scheduler.LambdaLR(opt, lambda s: lr_at(s, 100, total))

    model.train()
    for epoch in range(args.epochs):
        for i, (x, y) in enumerate(train_dl):
            x, y = x.to(device), y.to(device)
            group_start = i - i % args.accum
            group = min(args.accum, n_batches - group_start)
            with amp():
                _, loss = model(x, y)
            scaler.scale(loss / group).backward()
            if (i + 1) % args.accum == 0 or i + 1 == n_batches:
                scaler.unscale_(opt)
                nn.utils.clip_grad_norm_(model.parameters(), 1.0)
                scaler.step(opt)
                scaler.update()
                opt.zero_grad(set_to_none=True)
                sched.step()
        print(f"epoch {epoch} val ppl {perplexity(model, val_dl, device, amp):.2f}")


if __name__ == "__main__":
    main()
