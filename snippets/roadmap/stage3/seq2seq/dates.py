from datetime import date

from babel.dates import format_date

day = date(2024, 9, 6)
for style in ("MMMM d, y", "d MMMM y", "MMM d, y"):
    print(f"{format_date(day, style, locale='en'):17} ->", day.isoformat())
