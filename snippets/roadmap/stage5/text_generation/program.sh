python -c "print('\n'.join(f'{a} + {b} = {a + b}' for a in range(40) for b in range(40)))" > sums.txt
python -m hanli.projects.text_generation --text sums.txt --epochs 1 --embed-dim 16 --layers 1 --folder runs/sums > scores.txt
ls runs/sums
head -n 1 runs/sums/log.csv
