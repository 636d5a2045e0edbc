import torch

numbers = torch.tensor([-1.0, -0.304, 0.0, 0.507, 1.55], dtype=torch.float64)
scale = (numbers.max() - numbers.min()) / 255
zero_point = (-128 - numbers.min() / scale).round()
integers = (numbers / scale + zero_point).round().clamp(-128, 127).to(torch.int8)
restored = (integers.double() - zero_point) * scale
print(f"scale {scale:.4f}, zero point {zero_point:.0f}")
print("integers:", integers.tolist())
print("restored:", [round(number, 4) for number in restored.tolist()])
print(f"largest error {(restored - numbers).abs().max():.4f}, half a scale {scale / 2:.4f}")
