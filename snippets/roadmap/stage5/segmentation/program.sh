python -m hanli.projects.segmentation --epochs 1 --width 2 --device cpu --folder runs/first > table.txt
ls runs/first runs/first/nuclei-1.0.0
head -n 1 runs/first/log.csv
