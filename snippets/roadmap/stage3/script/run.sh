python train.py --epochs 3 --lr 0.02 --folder quick
head -n 1 quick/log.csv
ls quick
