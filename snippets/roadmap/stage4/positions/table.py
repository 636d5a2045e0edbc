import math

for position in range(3):
    code = []
    for frequency in (1, 1 / 100):
        angle = position * frequency
        code += [math.sin(angle), math.cos(angle)]
    print(position, [f"{value:.4f}" for value in code])
