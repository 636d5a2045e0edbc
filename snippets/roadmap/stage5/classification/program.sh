python -m hanli.projects.classification --epochs 1 --width 4 --folder runs/first > table.txt
ls runs/first runs/first/digits-1.0.0
head -n 1 runs/first/log.csv
