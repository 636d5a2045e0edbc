layers = {
    "C1, 6 filters of 5x5": 6 * (25 + 1),
    "S2, pooling with weight and bias": 6 * 2,
    "C3, 60 of the 96 pairs of channels": 60 * 25 + 16,
    "S4, pooling with weight and bias": 16 * 2,
    "C5, 400 to 120": 120 * (400 + 1),
    "F6, 120 to 84": 84 * (120 + 1),
}
for name, count in layers.items():
    print(f"{name:36} {count:6}")
print("together", sum(layers.values()))
