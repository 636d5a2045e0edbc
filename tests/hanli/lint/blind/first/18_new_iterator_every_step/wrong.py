import argparse
import time

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class TokenWindows(Dataset):
    def __init__(self, path, block):
        self.ids = torch.load(path, weights_only=True).long()
        self.block = block

    def __len__(self):
        return (self.ids.numel() - 1) // self.block

    def __getitem__(self, i):
        s = i * self.block
        chunk = self.ids[s:s + self.block + 1]
        return chunk[:-1], chunk[1:]


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--tokens", default="tokens.pt")
    ap.add_argument("--max-steps", type=int, default=20000)
    ap.add_argument("--block", type=int, default=256)
    cfg = ap.parse_args()
    dl = DataLoader(TokenWindows(cfg.tokens, cfg.block), batch_size=32, shuffle=True,
                    num_workers=4, drop_last=True)
    emb, rnn, out = nn.Embedding(256, 192), nn.GRU(192, 384, batch_first=True), nn.Linear(384, 256)
    params = [*emb.parameters(), *rnn.parameters(), *out.parameters()]
    optim = torch.optim.AdamW(params, lr=2e-3)
    t0 = time.time()
    for step in range(1, cfg.max_steps + 1):
        src, tgt = next(iter(dl))
        logits = out(rnn(emb(src))[0])
        loss = nn.functional.cross_entropy(logits.flatten(0, 1), tgt.flatten())
        optim.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(params, 1.0)
        optim.step()
        if step % 500 == 0:
            print(f"{step} loss {loss.item():.3f} ({time.time() - t0:.0f}s)")


if __name__ == "__main__":
    main()
