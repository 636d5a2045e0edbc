import torch


def nodes(output):
    found, to_visit = set(), [output.grad_fn]
    while to_visit:
        node = to_visit.pop()
        if node is not None and node not in found:
            found.add(node)
            to_visit += [child for child, _ in node.next_functions]
    return len(found)


w = torch.tensor(1.0, requires_grad=True)
total, plain = 0.0, 0.0
for step in range(1, 101):
    loss = (w * step) ** 2
    total = total + loss  # (1)!
    plain = plain + loss.item()  # (2)!
    if step in (1, 10, 100):
        print(f"after {step:3} steps: {nodes(total):3} nodes kept; the same sum: {plain == total}")
