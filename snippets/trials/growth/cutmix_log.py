import json
from pathlib import Path


def record(folder, config, results, question):
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with (folder / "notes.md").open("x", encoding="utf-8") as notes:  # (1)!
            notes.write(f"# {question}\n\n")
    except FileExistsError:
        pass  # written by hand since then: leave it alone
    run = len(list(folder.glob("run-*.json"))) + 1
    with (folder / f"run-{run}.json").open("x", encoding="utf-8") as file:  # (2)!
        json.dump({"config": config, "results": results}, file, ensure_ascii=False, indent=2)


folder = Path("cutmix-2019")
config = {"paper": "CutMix (Yun et al., ICCV 2019)", "per_class": 10, "seeds": [0]}
record(folder, config, {"gain": 3.4}, "CutMix 在小数据上有用吗？Does it help?")

with (folder / "notes.md").open("a", encoding="utf-8") as notes:
    notes.write("- 韩立：裁到边缘的框，要按真面积算权重。\n")

config["seeds"] = [0, 1, 2, 3]
record(folder, config, {"gain": 3.2}, "CutMix")  # an hour later, with more seeds
print((folder / "notes.md").read_text(encoding="utf-8"))
for path in sorted(folder.glob("*.json")):
    print(path.name, json.loads(path.read_text(encoding="utf-8"))["results"])
