import torch


def train(detach):
    student = torch.tensor(0.0, requires_grad=True)
    teacher = torch.tensor(4.0, requires_grad=True)
    for _ in range(50):
        target = teacher * 2
        if detach:
            target = target.detach()
        loss = (student * 2 - target) ** 2
        loss.backward()
        with torch.no_grad():
            for parameter in (student, teacher):
                if parameter.grad is not None:
                    parameter -= 0.05 * parameter.grad
                parameter.grad = None
    return student.item(), teacher.item()


for detach in (False, True):
    student, teacher = train(detach)
    print(f"detach {detach!s:5}  student {student:.4f}  teacher {teacher:.4f}")
