"""Compare forward latency of a few backbones on the GPU."""
import argparse
import statistics
import time

import torch
import torchvision.models as tvm

NAMES = ["resnet50", "convnext_tiny", "vit_b_16", "efficientnet_v2_s"]


@torch.inference_mode()
def latency_ms(model, batch, warmup, repeats):
    for _ in range(warmup):
        model(batch)
    samples = []
    for _ in range(repeats):
        start = time.perf_counter()
        model(batch)
        samples.append((time.perf_counter() - start) * 1e3)
    return statistics.median(samples)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--batch-size", type=int, default=32)
    ap.add_argument("--warmup", type=int, default=10)
    ap.add_argument("--repeats", type=int, default=50)
    ap.add_argument("--half", action="store_true")
    args = ap.parse_args()

    dtype = torch.float16 if args.half else torch.float32
    batch = torch.randn(args.batch_size, 3, 224, 224, device="cuda", dtype=dtype)
    rows = []
    for name in NAMES:
        model = tvm.get_model(name, weights=None).to("cuda", dtype).eval()
        ms = latency_ms(model, batch, args.warmup, args.repeats)
        rows.append((name, ms, args.batch_size / ms * 1e3))
        del model
    for name, ms, ips in sorted(rows, key=lambda r: r[1]):
        print(f"{name:20s} {ms:8.2f} ms  {ips:9.1f} img/s")


if __name__ == "__main__":
    main()
