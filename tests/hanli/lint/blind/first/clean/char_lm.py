"""Character-level GPT in one file."""
import argparse
import math
import pathlib

import torch
import torch.nn as nn
import torch.nn.functional as F


class CausalAttention(nn.Module):
    def __init__(self, d, h, p):
        super().__init__()
        self.h, self.p = h, p
        self.qkv = nn.Linear(d, 3 * d, bias=False)
        self.proj = nn.Linear(d, d, bias=False)
        self.drop = nn.Dropout(p)

    def forward(self, x):
        B, T, D = x.shape
        q, k, v = self.qkv(x).view(B, T, 3, self.h, D // self.h).permute(2, 0, 3, 1, 4)
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True, dropout_p=self.p if self.training else 0.0)
        return self.drop(self.proj(y.transpose(1, 2).reshape(B, T, D)))


class Block(nn.Module):
    def __init__(self, d, h, p):
        super().__init__()
        self.n1, self.n2 = nn.LayerNorm(d), nn.LayerNorm(d)
        self.att = CausalAttention(d, h, p)
        self.mlp = nn.Sequential(nn.Linear(d, 4 * d), nn.GELU(), nn.Linear(4 * d, d), nn.Dropout(p))

    def forward(self, x):
        x = x + self.att(self.n1(x))
        return x + self.mlp(self.n2(x))


class GPT(nn.Module):
    def __init__(self, vocab, ctx=128, d=192, h=6, layers=4, p=0.1):
        super().__init__()
        self.ctx = ctx
        self.tok = nn.Embedding(vocab, d)
        self.pos = nn.Embedding(ctx, d)
        self.drop = nn.Dropout(p)
        self.blocks = nn.ModuleList(Block(d, h, p) for _ in range(layers))
        self.norm = nn.LayerNorm(d)
        self.head = nn.Linear(d, vocab, bias=False)
        self.apply(self._init)
        self.head.weight = self.tok.weight
        self.register_buffer("idx", torch.arange(ctx), persistent=False)

    @staticmethod
    def _init(m):
        if isinstance(m, (nn.Linear, nn.Embedding)):
            nn.init.normal_(m.weight, std=0.02)
            if getattr(m, "bias", None) is not None:
                nn.init.zeros_(m.bias)

    def forward(self, ids, targets=None):
        x = self.drop(self.tok(ids) + self.pos(self.idx[:ids.size(1)]))
        for blk in self.blocks:
            x = blk(x)
        logits = self.head(self.norm(x))
        loss = None if targets is None else F.cross_entropy(logits.flatten(0, 1), targets.flatten())
        return logits, loss

    @torch.no_grad()
    def generate(self, ids, n, temperature=0.8, top_k=40):
        for _ in range(n):
            logits = self(ids[:, -self.ctx:])[0][:, -1] / temperature
            kth = logits.topk(min(top_k, logits.size(-1))).values[:, -1:]
            probs = logits.masked_fill(logits < kth, float("-inf")).softmax(dim=-1)
            ids = torch.cat([ids, torch.multinomial(probs, 1)], dim=1)
        return ids


def get_batch(data, ctx, bs, device):
    start = torch.randint(len(data) - ctx - 1, (bs,))
    x = torch.stack([data[s:s + ctx] for s in start.tolist()])
    y = torch.stack([data[s + 1:s + 1 + ctx] for s in start.tolist()])
    return x.to(device), y.to(device)


@torch.no_grad()
def estimate(model, data, bs, device, iters=50):
    model.eval()
    losses = [model(*get_batch(data, model.ctx, bs, device))[1] for _ in range(iters)]
    model.train()
    return torch.stack(losses).mean().item()


def lr_at(step, peak, warm, total):
    if step < warm:
        return peak * (step + 1) / warm
    frac = (step - warm) / max(1, total - warm)
    return 0.1 * peak + 0.45 * peak * (1 + math.cos(math.pi * frac))


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("text", type=pathlib.Path)
    ap.add_argument("--steps", type=int, default=5000)
    ap.add_argument("--bs", type=int, default=48)
    ap.add_argument("--lr", type=float, default=1e-3)
    ap.add_argument("--ctx", type=int, default=128)
    a = ap.parse_args()
    dev = "cuda" if torch.cuda.is_available() else "cpu"
    torch.manual_seed(1337)

    text = a.text.read_text(encoding="utf-8")
    chars = sorted(set(text))
    stoi = {c: i for i, c in enumerate(chars)}
    data = torch.tensor([stoi[c] for c in text], dtype=torch.long)
    cut = int(0.9 * len(data))
    train, val = data[:cut], data[cut:]

    model = GPT(len(chars), a.ctx).to(dev)
    opt = torch.optim.AdamW(model.parameters(), lr=a.lr, betas=(0.9, 0.99), weight_decay=0.1)
    model.train()
    for step in range(a.steps):
        for g in opt.param_groups:
            g["lr"] = lr_at(step, a.lr, 100, a.steps)
        _, loss = model(*get_batch(train, a.ctx, a.bs, dev))
        opt.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        opt.step()
        if step % 250 == 0:
            print(f"{step} train {loss.item():.3f} val {estimate(model, val, a.bs, dev):.3f}")

    model.eval()
    seed = torch.zeros(1, 1, dtype=torch.long, device=dev)
    print("".join(chars[i] for i in model.generate(seed, 500)[0].tolist()))


if __name__ == "__main__":
    main()
