python -m hanli.projects.recommender --epochs 2 --size 8 --folder runs/first > table.txt
ls runs/first
head -n 1 runs/first/log.csv
