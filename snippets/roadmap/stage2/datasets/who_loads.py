from torch.utils.data import DataLoader, Dataset, get_worker_info


class Signed(Dataset):
    def __len__(self):
        return 8

    def __getitem__(self, index):
        worker = get_worker_info()  # (1)!
        return index, "main" if worker is None else f"worker {worker.id}"


if __name__ == "__main__":  # (2)!
    for num_workers in (0, 2):
        print("num_workers =", num_workers)
        for indices, signed in DataLoader(Signed(), batch_size=2, num_workers=num_workers):
            print("  ", indices.tolist(), signed[0])
