from datetime import date, timedelta

ends = {"stage 1": 7, "stage 2": 14, "stage 3": 24, "stage 4": 36, "stage 5": 46}
free = {0, 2, 4, 5}  # Monday is 0: four evenings a week
today, studied = date(2027, 1, 4), 0

for stage, last in ends.items():
    while studied < last:
        studied += today.weekday() in free
        today += timedelta(days=1)
    print(f"{stage} is done on {today - timedelta(days=1):%A, %d %B %Y}")
print("weeks:", -(-(today - date(2027, 1, 4)).days // 7))
