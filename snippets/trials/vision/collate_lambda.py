import warnings

from torch.utils.data import DataLoader

ragged = [[1], [2, 3], [4, 5, 6]]
if __name__ == "__main__":
    for start in ("fork", "spawn"):
        loader = DataLoader(
            ragged,
            batch_size=3,
            collate_fn=lambda samples: max(samples, key=len),
            num_workers=1,
            multiprocessing_context=start,
        )
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                print(f"{start}: {next(iter(loader))}")
            except Exception as error:
                print(f"{start}: {type(error).__name__}: {str(error).partition(' <')[0]}")
                first, _, third, *_ = str(caught[0].message).split(". ")
                print(first, third.partition(", which")[0], sep="\n")
