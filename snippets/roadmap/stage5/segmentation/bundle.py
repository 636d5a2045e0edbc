from hanli.export import load_bundle, save_bundle
from hanli.projects.segmentation import load_data, load_nuclei_unet

image, _ = load_data("nuclei").test[0]
image = image[:, 64:128, :64]  # (1, 64, 64)
options = {"name": "nuclei", "version": "1.0.0", "classes": ("background", "nucleus")}
path = save_bundle(load_nuclei_unet(), image[None], "models", **options)
bundle = load_bundle(path)
masks = bundle.module(image[None]).argmax(dim=1)  # (1, 64, 64)
print(path, bundle.input_shape)
print(tuple(masks.shape), [bundle.classes[one] for one in masks.unique()])
