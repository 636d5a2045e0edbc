import torch
import torch.distributed as dist

from hanli.distributed import join, launch


def main():
    with join("cpu") as world:  # (1)!
        mine = torch.arange(6)[world.rank :: world.size]
        total = mine.sum()
        dist.all_reduce(total)  # (2)!
        if world.is_first:  # (3)!
            print(f"processes: {world.size}, mine: {mine.tolist()}, sum of all: {total.item()}")


if __name__ == "__main__":  # (4)!
    main()
    launch(main, processes=2)
