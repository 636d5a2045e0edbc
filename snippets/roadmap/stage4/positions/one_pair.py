import math


def turn(pair, position):
    x, y = pair
    sine, cosine = math.sin(position), math.cos(position)
    return x * cosine - y * sine, x * sine + y * cosine


query, key = (1, 2), (3, 1)
print("query at 1:", [round(value, 4) for value in turn(query, 1)])
for i, j in ((0, 0), (3, 1), (10, 8), (1000, 998), (1, 3)):
    score = sum(a * b for a, b in zip(turn(query, i), turn(key, j), strict=True))
    print(f"i - j = {i - j:2}: positions {i} and {j}, score {score:.4f}")
