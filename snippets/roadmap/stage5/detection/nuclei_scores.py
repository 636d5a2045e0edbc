from hanli.projects.detection import (
    average_precision,
    detect,
    guess_boxes,
    load_nuclei,
    load_nucleus_detector,
    otsu_boxes,
)

part = load_nuclei("test")
image, target = part[0]
print("nuclei:", int((target["labels"] >= 0).sum()))
methods = {
    "random boxes": guess_boxes(load_nuclei("training"), part),
    "Otsu's threshold, connected groups": [otsu_boxes(image)],
    "network": detect(load_nucleus_detector(), part),
}
for name, found in methods.items():
    print(f"{name}: AP50 {average_precision(found, [target], 1).ap50:.2f}")
