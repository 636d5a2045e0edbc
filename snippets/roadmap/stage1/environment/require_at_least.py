from importlib.metadata import PackageNotFoundError, version


def numbers(text):
    return [int(part) for part in text.split("+")[0].split(".")[:2]]


def require(name, least):
    try:
        present = version(name)
    except PackageNotFoundError:
        return f"{name} is missing: python -m pip install {name}"
    if numbers(present) < numbers(least):
        return f"{name} is older than {least}"
    return "ok"


print(require("torch", "2.10"))
print(require("torch", "99.0"))
print(require("pytorch-of-dreams", "1.0"))
