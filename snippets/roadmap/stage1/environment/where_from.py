from importlib.machinery import PathFinder
from pathlib import Path

impostor = Path("torchvision.py")
impostor.write_text("# not the library\n", encoding="utf-8")


def is_ours(name):
    PathFinder.invalidate_caches()
    found = PathFinder.find_spec(name)  # (1)!
    return Path(found.origin).resolve().parent == Path.cwd().resolve()


for name in ("torch", "torchvision"):
    print(f"{name:11} comes from this folder: {is_ours(name)}")
impostor.unlink()  # (2)!
