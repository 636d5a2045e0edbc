import os
import sys

import torch
import torch.distributed as dist
import torch.nn.functional as F
from torch.utils.data import DataLoader, Subset

from geoloc.data import QueryImages, load_gallery
from geoloc.model import PlaceEncoder


def setup():
    dist.init_process_group("nccl")
    gpu = int(os.environ["LOCAL_RANK"])
    torch.cuda.set_device(gpu)
    return dist.get_rank(), dist.get_world_size(), torch.device("cuda", gpu)


@torch.inference_mode()
def recall_counts(encoder, loader, gallery, places, device, ks):
    counts = torch.zeros(len(ks) + 1, dtype=torch.long, device=device)
    for images, place in loader:
        query = F.normalize(encoder(images.to(device, non_blocking=True)), dim=1)
        nearest = places[(query @ gallery.T).topk(max(ks), dim=1).indices]
        found = nearest == place.to(device).unsqueeze(1)
        for i, k in enumerate(ks):
            counts[i] += found[:, :k].any(dim=1).sum()
        counts[-1] += place.numel()
    return counts


def main(checkpoint, ks=(1, 5, 10)):
    rank, world, device = setup()
    encoder = PlaceEncoder()
    encoder.load_state_dict(torch.load(checkpoint, map_location="cpu", weights_only=True))
    encoder.to(device).eval()

    gallery, places = load_gallery("gallery.pt")
    gallery = F.normalize(gallery.to(device), dim=1)
    places = places.to(device)

    queries = QueryImages("queries/")
    mine = Subset(queries, range(rank, len(queries), world))
    loader = DataLoader(mine, batch_size=64, num_workers=4, pin_memory=True)

    counts = recall_counts(encoder, loader, gallery, places, device, ks)
    dist.reduce(counts, dst=0)
    if rank == 0:
        *hits, total = counts.tolist()
        for k, hit in zip(ks, hits):
            print(f"R@{k}: {hit / total:.4f}  ({hit}/{total})")
    dist.destroy_process_group()


if __name__ == "__main__":
    main(sys.argv[1])
