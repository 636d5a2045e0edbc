import torch


def count_nodes(output):
    found, to_visit = set(), [output.grad_fn]
    while to_visit:
        node = to_visit.pop()
        if node is not None and node not in found:
            found.add(node)
            to_visit += [child for child, _ in node.next_functions]
    return len(found)


w = torch.tensor(1.0, requires_grad=True)
as_tensor, as_number = 0.0, 0.0
for step in range(1, 101):
    loss = (w * step) ** 2
    as_tensor = as_tensor + loss
    as_number = as_number + loss.item()  # (1)!
    if step in (1, 10, 100):
        print(f"{step:3} steps: {count_nodes(as_tensor):3} nodes, sums {as_tensor:g} {as_number:g}")
