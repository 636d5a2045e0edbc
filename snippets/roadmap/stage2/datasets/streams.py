from torch.utils.data import DataLoader, IterableDataset, get_worker_info


class Lines(IterableDataset):
    def __iter__(self):  # (1)!
        yield from range(6)


class SharedLines(IterableDataset):
    def __iter__(self):
        worker = get_worker_info()
        first, step = (0, 1) if worker is None else (worker.id, worker.num_workers)
        yield from range(first, 6, step)  # (2)!


if __name__ == "__main__":
    for stream in (Lines(), SharedLines()):
        for num_workers in (0, 2):
            loader = DataLoader(stream, batch_size=None, num_workers=num_workers)
            print(f"{type(stream).__name__:12}{num_workers} workers:", sorted(loader))
