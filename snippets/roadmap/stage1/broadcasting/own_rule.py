import torch


def result_shape(*shapes):
    longest = max(len(shape) for shape in shapes)
    padded = [(1,) * (longest - len(shape)) + tuple(shape) for shape in shapes]  # (1)!
    result = []
    for sizes in zip(*padded, strict=True):
        wanted = {size for size in sizes if size != 1}  # (2)!
        if len(wanted) > 1:
            raise ValueError(f"{sizes} do not agree")  # (3)!
        result.append(wanted.pop() if wanted else 1)
    return tuple(result)


for shapes in [((4,), (3, 1)), ((2, 3), (1,)), ((8, 1, 6), (7, 1)), ((5,), ())]:
    mine, theirs = result_shape(*shapes), tuple(torch.broadcast_shapes(*shapes))
    print(f"{shapes[0]!s:10} {shapes[1]!s:7} {mine!s:10} torch: {theirs}")
