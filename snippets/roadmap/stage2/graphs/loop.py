import torch


def count_nodes(output):
    found, to_visit = set(), [output.grad_fn]
    while to_visit:
        node = to_visit.pop()
        if node is not None and node not in found:
            found.add(node)
            to_visit += [child for child, _ in node.next_functions]
    return len(found)


for start in (30.0, 6.0, 1.0):
    x = torch.tensor(start, requires_grad=True)
    y, steps = x, 0
    while y < 50:
        y, steps = y * 2, steps + 1
    y.backward()
    print(f"x = {start:4}  steps {steps}  nodes {count_nodes(y)}  grad {x.grad.item():g}")
