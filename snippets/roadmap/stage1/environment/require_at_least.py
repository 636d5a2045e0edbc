from importlib.metadata import PackageNotFoundError, version

from packaging.version import Version


def require(name, least):
    try:
        present = version(name)
    except PackageNotFoundError:
        return f"{name} is missing: python -m pip install {name}"
    if Version(present) < Version(least):
        return f"{name} is older than {least}"
    return "ok"


print(require("torch", "2.10"))
print(require("torch", "99.0"))
print(require("pytorch-of-dreams", "1.0"))
print(Version("2.14.1") < Version("2.14.9"), Version("2.0rc1") < Version("2.0"))
