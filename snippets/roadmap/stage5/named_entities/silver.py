from hanli.data import three_kingdoms

chapters, names = three_kingdoms()
text = "".join(chapters)
for name in ("许昌", "安民", "马相", "曹睿", "雍州"):
    place = text.rindex(name)
    around = text[place - 3 : place + 5].replace("\n", "")
    print(f"{name} {names.get(name, 'not in the list'):15} {text.count(name):3} times, {around}")
