python -m hanli.projects.gan --data digits --epochs 1 --width 4 --batch-size 128 --folder runs/first > table.txt
ls runs/first
head -n 1 runs/first/log.csv
