import csv
from pathlib import Path

text = "age,height,kind\n120,30.5,ginseng\n300,,lingzhi\n80,12.0,ginseng\n500,44.5,orchid\n"
Path("herbs.csv").write_text(text, encoding="utf-8")  # (1)!

with open("herbs.csv", newline="", encoding="utf-8-sig") as file:  # (2)!
    rows = list(csv.DictReader(file))
print(len(rows), "rows")
print(rows[0])
print(rows[1])
