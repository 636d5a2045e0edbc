import numpy as np
from pytorch_grad_cam.utils.image import show_cam_on_image
from skimage import data

photo = data.coffee()  # (400, 600, 3)
heat = np.zeros(photo.shape[:2], dtype=np.float32)
print(show_cam_on_image(photo / np.float32(255), heat, use_rgb=True).dtype)
show_cam_on_image(photo, heat, use_rgb=True)
