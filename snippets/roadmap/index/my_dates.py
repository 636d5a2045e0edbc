from datetime import date, timedelta

last_days = {"stage 1": 7, "stage 2": 14, "stage 3": 24, "stage 4": 36, "stage 5": 46}
free_weekdays = {0, 2, 4, 5}  # (1)!
start = date(2027, 1, 4)

today, studied = start, 0
for stage, last_day in last_days.items():
    while studied < last_day:
        if today.weekday() in free_weekdays:
            studied += 1
            finished = today
        today += timedelta(days=1)
    print(f"{stage} is done on {finished:%A, %d %B %Y}")
print("weeks:", (finished - start).days // 7 + 1)
