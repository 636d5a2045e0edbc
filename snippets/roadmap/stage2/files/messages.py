import csv
from pathlib import Path

import torch
from PIL import Image
from torchvision.datasets import ImageFolder

Path("nothing").mkdir(exist_ok=True)
Path("unsorted/empty").mkdir(parents=True, exist_ok=True)
Path("not_a_picture.png").write_text("hello", encoding="utf-8")
Path("excel.csv").write_text("age\n120\n", encoding="utf-8-sig")  # (1)!
Path("chinese.csv").write_text("年份\n120\n", encoding="gbk")  # (2)!


def first_cell(path, column, encoding):
    with open(path, newline="", encoding=encoding) as file:
        return next(csv.DictReader(file))[column]


attempts = {
    "no class folder": lambda: ImageFolder("nothing"),
    "empty class": lambda: ImageFolder("unsorted"),
    "not a picture": lambda: Image.open("not_a_picture.png"),
    "two sizes": lambda: torch.stack([torch.zeros(1, 2, 2), torch.zeros(1, 2, 3)]),
    "text in a column": lambda: float("n/a"),
    "byte order mark": lambda: first_cell("excel.csv", "age", "utf-8"),
    "Chinese Excel": lambda: first_cell("chinese.csv", "年份", "utf-8-sig"),
    "Windows path": lambda: Path("data\new.csv").read_text(encoding="utf-8"),
}
for title, attempt in attempts.items():
    try:
        attempt()
    except (OSError, RuntimeError, ValueError, KeyError) as error:
        message = str(error).partition(" Supported")[0]
        print(f"{title}: {type(error).__name__}\n  {message}")
print("as gb18030:", first_cell("chinese.csv", "年份", "gb18030"))
