from hanli.export import load_bundle, save_bundle
from hanli.projects.classification import load_data, load_ensemble

found = load_data("fashion")
images = found.test[0][:3]
classes = [name.replace("/", " or ") for name in found.classes]
path = save_bundle(
    load_ensemble()[0], images, "models", name="fashion", version="1.0.0", classes=classes
)
bundle = load_bundle(path)
print(path)
for logits in bundle.module(images):
    print(bundle.classes[logits.argmax()])
