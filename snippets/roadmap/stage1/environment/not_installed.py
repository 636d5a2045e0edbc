from importlib.metadata import PackageNotFoundError, version

try:
    print(version("pytorch-of-dreams"))
except PackageNotFoundError:
    print("not installed")
