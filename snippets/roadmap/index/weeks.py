import math

last_days = [7, 14, 24, 36, 46]  # of the five stages

for days_a_week in (6, 5, 4):
    weeks = [math.ceil(day / days_a_week) for day in last_days]  # (1)!
    print(f"{days_a_week} days a week: {weeks}")
