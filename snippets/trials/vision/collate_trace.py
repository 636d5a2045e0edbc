from PIL import Image
from torch.utils.data import DataLoader

photos = [Image.new("RGB", (3, 2)), Image.new("RGB", (4, 2))]
if __name__ == "__main__":
    for workers in (0, 1):
        try:
            next(iter(DataLoader(photos, batch_size=2, num_workers=workers)))
        except TypeError as error:
            lines = str(error).splitlines()
            print(f"{workers} workers, first line: {lines[0]}")
            print(f"           last line:  {lines[-1]}")
