for batches in (12, 10, 3):
    usual = [number for number in range(batches) if (number + 1) % 4 == 0]
    left = batches - 4 * len(usual)
    right = sorted({*usual, batches - 1})
    print(f"{batches} batches: steps after {usual}, left over {left}, better {right}")
