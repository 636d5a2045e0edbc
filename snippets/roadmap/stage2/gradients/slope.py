def square(x):
    return x**2


for h in (1.0, 0.1, 0.001):
    slope = (square(2 + h) - square(2)) / h
    print(f"h = {h:<5}  slope = {slope:.3f}")
