from datetime import date

from babel.dates import format_date

day = date(2024, 9, 6)
for style in ("MMM d, y", "d MMM y", "M/d/y"):
    print(f"{format_date(day, style, locale='en'):11} ->", day.isoformat())
