submitted, free_at = [], 0
for task in range(4):
    submitted.append(task + 1)  # the CPU needs 1 tick to submit a task
    start = max(submitted[-1], free_at)
    free_at = start + 20  # the GPU needs 20 ticks to compute it
    print(f"task {task}: submitted at {submitted[-1]}, done at {free_at}")
