def widely_copied(y, size, length):
    return max(y - length // 2, 0), min(y + length // 2, size)


def right(y, size, length):
    top = y - length // 2
    return max(top, 0), min(top + length, size)


print("length  widely copied  right")
for length in (1, 5, 15, 16):
    holes = []
    for rule in (widely_copied, right):
        sides = [end - start for start, end in (rule(y, 32, length) for y in range(32))]
        holes.append(max(sides) ** 2)
    print(f"{length:6}{holes[0]:15}{holes[1]:7}")
