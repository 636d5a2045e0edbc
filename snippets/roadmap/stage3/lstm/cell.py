for forget in (0.5, 0.9, 1.0):
    cell, cells = 0.0, []
    for write, candidate in ((1, 0.8), (0, -0.3), (0, 0.6)):
        cell = forget * cell + write * candidate
        cells.append(round(cell, 4))
    print(f"forget gate {forget}: cell state {cells}")
