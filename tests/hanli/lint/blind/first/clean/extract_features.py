"""Dump penultimate features, class probabilities and MC-dropout uncertainty for a folder of images."""
import argparse
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision.models import EfficientNet_B0_Weights, efficientnet_b0

EXTS = {".jpg", ".jpeg", ".png", ".webp"}


class ImageList(Dataset):
    def __init__(self, root, transform):
        self.paths = sorted(p for p in Path(root).rglob("*") if p.suffix.lower() in EXTS)
        self.transform = transform

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, i):
        with Image.open(self.paths[i]) as im:
            return self.transform(im.convert("RGB")), i


class Tap:
    """Remember the input of a layer during a forward pass."""

    def __init__(self, layer):
        self.value = None
        self.handle = layer.register_forward_pre_hook(self._hook)

    def _hook(self, module, args):
        self.value = args[0].detach()

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.handle.remove()
        self.value = None


def enable_dropout(model):
    for m in model.modules():
        if isinstance(m, nn.Dropout):
            m.train()


@torch.inference_mode()
def mc_entropy(head, feats, passes):
    mean = torch.zeros(feats.size(0), head[-1].out_features, device=feats.device)
    for _ in range(passes):
        mean += head(feats.clone()).softmax(dim=1)
    mean /= passes
    return -(mean * mean.clamp_min(1e-12).log()).sum(dim=1)


@torch.inference_mode()
def extract(model, loader, device, passes):
    n = len(loader.dataset)
    feats = np.empty((n, model.classifier[-1].in_features), dtype=np.float16)
    top = np.empty(n, dtype=np.int64)
    conf = np.empty(n, dtype=np.float32)
    unc = np.empty(n, dtype=np.float32)
    model.eval()
    with Tap(model.classifier[-1]) as tap:
        for x, idx in loader:
            model.eval()
            prob = model(x.to(device, non_blocking=True)).softmax(dim=1)
            f = tap.value
            p, c = prob.max(dim=1)
            rows = idx.numpy()
            feats[rows] = f.half().cpu().numpy()
            top[rows], conf[rows] = c.cpu().numpy(), p.cpu().numpy()
            if passes:
                enable_dropout(model)
                unc[rows] = mc_entropy(model.classifier, f, passes).cpu().numpy()
    model.eval()
    return feats, top, conf, unc


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("root")
    ap.add_argument("--out", default="features.npz")
    ap.add_argument("--batch-size", type=int, default=64)
    ap.add_argument("--workers", type=int, default=4)
    ap.add_argument("--mc", type=int, default=10)
    ap.add_argument("--finetuned", help="state dict of a fine-tuned network")
    args = ap.parse_args()

    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    weights = EfficientNet_B0_Weights.IMAGENET1K_V1
    if args.finetuned:
        state = torch.load(args.finetuned, map_location="cpu", weights_only=True)
        model = efficientnet_b0(num_classes=state["classifier.1.weight"].size(0))
        model.load_state_dict(state)
    else:
        model = efficientnet_b0(weights=weights)
    model.to(device)

    ds = ImageList(args.root, weights.transforms())
    if len(ds) == 0:
        raise SystemExit(f"no images below {args.root}")
    loader = DataLoader(ds, args.batch_size, shuffle=False, num_workers=args.workers,
                        pin_memory=device.type == "cuda")
    feats, top, conf, unc = extract(model, loader, device, args.mc)
    np.savez_compressed(args.out, feats=feats, top=top, conf=conf, entropy=unc,
                        paths=np.array([str(p) for p in ds.paths]))
    print(f"{len(ds)} images -> {args.out}, mean confidence {conf.mean():.3f}")


if __name__ == "__main__":
    main()
