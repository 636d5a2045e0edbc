python -m hanli.projects.detection --data nuclei --epochs 1 --width 4 --folder runs/first > table.txt
ls runs/first runs/first/nuclei-1.0.0
head -n 1 runs/first/log.csv
