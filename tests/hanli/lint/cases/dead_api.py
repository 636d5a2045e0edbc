"""Every marked line warns or raises in the installed PyTorch when it is run; every other line is silent."""

import io

import functorch
import pytorch_lightning as pl
import torch
import torch.ao.quantization.quantize_fx
import torch.nn.functional as F
import torch.utils.checkpoint as memory
import torchvision
from torch import nn
from torch.nn import init as fill
from torchvision.transforms import v2

x = torch.rand(4, 4)
weights = torch.rand(4, 4)
weight = torch.rand(4, 4, requires_grad=True)
layer = nn.Linear(4, 4)
optimizer = torch.optim.SGD([weight], lr=0.1)
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 1)
targets = torch.tensor([0, 1, 2, 3])

torch.cuda.amp.autocast()  # expect: dead-api
torch.cpu.amp.autocast()  # expect: dead-api
torch.cuda.amp.GradScaler()  # expect: dead-api
torch.cpu.amp.GradScaler()  # expect: dead-api
torch.autocast("cpu")
torch.amp.GradScaler("cpu")
torch.jit.trace(layer, x)  # expect: dead-api
torch.jit.script(layer)  # expect: dead-api
torch.jit.save(layer, "layer.pt")  # expect: dead-api
torch.jit.load("missing.pt")  # expect: dead-api
torch.jit.freeze(layer)  # expect: dead-api
torch.jit.optimize_for_inference(layer)  # expect: dead-api
torch.export.export(layer, (x,))
torch.eig(x)  # expect: dead-api
torch.symeig(x)  # expect: dead-api
torch.lstsq(x, x)  # expect: dead-api
torch.matrix_rank(x)  # expect: dead-api
torch.solve(x, x)  # expect: dead-api
torch.qr(x)  # expect: dead-api
torch.cholesky(x)  # expect: dead-api
x.symeig()  # expect: dead-api
x.qr()  # expect: dead-api
torch.linalg.eig(x)
torch.linalg.qr(x)
torch.svd(x)
torch.norm(x)
torch.lu(x)  # expect: dead-api
torch.chain_matmul(x, x)  # expect: dead-api
torch.triangular_solve(x, x)  # expect: dead-api
torch.range(0, 3)  # expect: dead-api
torch.arange(0, 3)
torch.rfft(x, 1)  # expect: dead-api
torch.irfft(x, 1)  # expect: dead-api
torch.fft(x, 1)  # expect: dead-api
torch.fft.rfft(x)
torch.ao.quantization.quantize_dynamic(layer)  # expect: dead-api
torch.quantization.quantize_dynamic(layer)  # expect: dead-api
torch.quantize_per_tensor(x, 0.1, 0, torch.qint8)  # expect: dead-api
torch.onnx.export(layer, (x,), io.BytesIO(), dynamo=False)  # expect: dead-api
torch.onnx.export(layer, (x,), io.BytesIO(), use_external_data_format=True)  # expect: dead-api
torch.onnx.dynamo_export(layer, x)  # expect: dead-api
torch.optim.lr_scheduler.StepLR(optimizer, 1, verbose=True)  # expect: dead-api
torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, verbose=False)  # expect: dead-api
scheduler.get_lr()  # expect: dead-api
scheduler.step(3)  # expect: dead-api
scheduler.get_last_lr()
torchvision.models.resnet.model_urls  # expect: dead-api
torchvision.models.resnet18(pretrained=False)  # expect: dead-api
torchvision.models.resnet18(weights=None)
v2.ToTensor()  # expect: dead-api
v2.ToImage()
torchvision.transforms.ToTensor()
torchvision.transforms.Scale(3)  # expect: dead-api
functorch.make_functional(layer)  # expect: dead-api
functorch.vmap(torch.sin)  # expect: dead-api
functorch.grad(torch.sum)  # expect: dead-api
functorch.jacrev(torch.sum)  # expect: dead-api
functorch.jacfwd(torch.sum)  # expect: dead-api
functorch.hessian(torch.sum)  # expect: dead-api
functorch.vjp(torch.sum, x)  # expect: dead-api
functorch.jvp(torch.sum, (x,), (x,))  # expect: dead-api
functorch.make_functional_with_buffers(layer)  # expect: dead-api
torch.func.vmap(torch.sin)
fill.xavier_uniform(weights)  # expect: dead-api
fill.xavier_normal(weights)  # expect: dead-api
fill.kaiming_uniform(weights)  # expect: dead-api
fill.kaiming_normal(weights)  # expect: dead-api
fill.orthogonal(weights)  # expect: dead-api
nn.init.normal(weights)  # expect: dead-api
nn.init.uniform(weights)  # expect: dead-api
nn.init.constant(weights, 1.0)  # expect: dead-api
nn.init.eye(weights)  # expect: dead-api
nn.init.dirac(torch.rand(2, 2, 2))  # expect: dead-api
nn.init.sparse(weights, 0.1)  # expect: dead-api
nn.init.xavier_uniform_(weights)
fill.normal_(weights)
nn.utils.clip_grad_norm([weight], 1.0)  # expect: dead-api
nn.utils.clip_grad_norm_([weight], 1.0)
nn.utils.weight_norm(nn.Linear(2, 2))  # expect: dead-api
nn.utils.parametrizations.weight_norm(nn.Linear(2, 2))
F.upsample(torch.rand(1, 1, 2, 2), scale_factor=2)  # expect: dead-api
F.upsample_nearest(torch.rand(1, 1, 2, 2), scale_factor=2)  # expect: dead-api
F.upsample_bilinear(torch.rand(1, 1, 2, 2), scale_factor=2)  # expect: dead-api
F.interpolate(torch.rand(1, 1, 2, 2), scale_factor=2)
nn.Upsample(scale_factor=2)
nn.NLLLoss2d()  # expect: dead-api
nn.CrossEntropyLoss2d()  # expect: dead-api
nn.CrossEntropyLoss(size_average=False)  # expect: dead-api
nn.MSELoss(reduce=False)  # expect: dead-api
F.mse_loss(x, x, size_average=True)  # expect: dead-api
F.cross_entropy(x, targets, reduce=True)  # expect: dead-api
nn.MSELoss(reduction="sum")
torch.autograd.Variable(x, volatile=True)  # expect: dead-api
torch.autograd.Variable(x)
x.volatile  # expect: dead-api
torch.meshgrid(x[0], x[1])  # expect: dead-api
torch.meshgrid(x[0], x[1], indexing="ij")
torch.meshgrid(*[x[0], x[1]], **{"indexing": "ij"})
torch.stft(x[0], 4, window=torch.ones(4))  # expect: dead-api
torch.stft(x[0], 4, window=torch.ones(4), return_complex=False)  # expect: dead-api
torch.stft(x[0], 4, window=torch.ones(4), return_complex=True)
torch.set_default_tensor_type(torch.FloatTensor)  # expect: dead-api
torch.set_default_dtype(torch.float32)
nn.Softmax()(x)  # expect: dead-api
nn.LogSoftmax()(x)  # expect: dead-api
F.softmax(x)  # expect: dead-api
F.log_softmax(x)  # expect: dead-api
F.softmin(x)  # expect: dead-api
F.softmax(x, 1)
F.softmax(x, dim=1)
nn.Softmax(1)(x)
torch.softmax(x, 1)
F.tanh(x)
F.sigmoid(x)
memory.checkpoint(layer, weight)  # expect: dead-api
memory.checkpoint_sequential(nn.Sequential(layer), 1, weight)  # expect: dead-api
memory.checkpoint(layer, weight, use_reentrant=False)
nn.utils.stateless.functional_call(layer, {}, x)  # expect: dead-api
torch.func.functional_call(layer, {}, x)
torch.testing.assert_allclose(x, x)  # expect: dead-api
torch.testing.assert_close(x, x)
torch.backends.cuda.sdp_kernel()  # expect: dead-api
torch.get_autocast_gpu_dtype()  # expect: dead-api
torch.set_autocast_gpu_dtype(torch.float16)  # expect: dead-api
torch.is_autocast_cpu_enabled()  # expect: dead-api
torch.is_autocast_enabled("cpu")
torch.cuda.memory_cached()  # expect: dead-api
torch.cuda.max_memory_cached()  # expect: dead-api
torch.cuda.reset_max_memory_allocated()  # expect: dead-api
torch.cuda.FloatTensor(2)  # expect: dead-api
torch.FloatTensor([1.0])
torch.has_cuda  # expect: dead-api
torch.has_mps  # expect: dead-api
torch.backends.mps.is_built()
torch.is_deterministic()  # expect: dead-api
torch.set_deterministic(True)  # expect: dead-api
torch.export.export_for_training(layer, (x,))  # expect: dead-api
torch.export.dynamic_dim(x, 0)  # expect: dead-api
torch.profiler.profile(use_cuda=False)  # expect: dead-api
torch.autograd.profiler.profile(use_cuda=False)  # expect: dead-api
torch.cross(x[:, :3], x[:, :3])  # expect: dead-api
torch.cross(x[:, :3], x[:, :3], dim=1)
x.storage()  # expect: dead-api
x.untyped_storage()
torch.cuda.amp.custom_fwd(torch.sin)  # expect: dead-api
torch.cuda.amp.custom_bwd(torch.sin)  # expect: dead-api
torch.quantize_per_channel(x, x[0] + 1, torch.zeros(4), 0, torch.qint8)  # expect: dead-api
torch.nn.functional.nll_loss2d(x, targets)  # expect: dead-api
torch.autograd.function.traceable(layer)  # expect: dead-api
torch.onnx.ExportOptions()  # expect: dead-api
torch._export.capture_pre_autograd_graph(layer, (x,))  # expect: dead-api
torchvision.transforms.RandomSizedCrop(3)  # expect: dead-api
torch.ao.quantization.prepare(nn.Sequential(layer))  # expect: dead-api
torch.ao.quantization.convert(nn.Sequential(layer))  # expect: dead-api
torch.ao.quantization.prepare_qat(nn.Sequential(nn.Linear(2, 2)).train())  # expect: dead-api
torch.ao.quantization.quantize(nn.Sequential(layer), print, [])  # expect: dead-api
torch.ao.quantization.quantize_qat(nn.Sequential(nn.Linear(2, 2)), print, [])  # expect: dead-api
torch.quantization.prepare(nn.Sequential(layer))  # expect: dead-api
torch.quantization.convert(nn.Sequential(layer))  # expect: dead-api
torch.quantization.prepare_qat(nn.Sequential(nn.Linear(2, 2)).train())  # expect: dead-api
torch.quantization.quantize(nn.Sequential(layer), print, [])  # expect: dead-api
torch.quantization.quantize_qat(nn.Sequential(nn.Linear(2, 2)), print, [])  # expect: dead-api
torch.ao.quantization.quantize_fx.prepare_fx(layer, {}, (x,))  # expect: dead-api
torch.ao.quantization.quantize_fx.prepare_qat_fx(layer.train(), {}, (x,))  # expect: dead-api
torch.ao.quantization.quantize_fx.convert_fx(torch.fx.symbolic_trace(nn.Sequential(layer)))  # expect: dead-api
torch.gels(x, x)  # expect: dead-api
torch.gesv(x, x)  # expect: dead-api
torch.potrf(x)  # expect: dead-api
torch.trtrs(x, x)  # expect: dead-api
torch.utils.mobile_optimizer.optimize_for_mobile(layer)  # expect: dead-api
torchvision.io.read_video("missing.mp4")  # expect: dead-api
torch.distributed.reduce_op.SUM  # expect: dead-api
torch.distributed.ReduceOp.SUM
x.lu()  # expect: dead-api
x.triangular_solve(x)  # expect: dead-api
x.clone().add_(0.1, x)  # expect: dead-api
x.clone().addcmul_(0.1, x, x)  # expect: dead-api
x.clone().addcdiv_(-0.1, x, x + 1)  # expect: dead-api
x.add(2, x)  # expect: dead-api, no-effect
torch.add(x, 2, x)  # expect: dead-api
x.clone().add_(x, alpha=0.1)
torch.add(x, x, alpha=2)
iter(torch.utils.data.DataLoader(x)).next()  # expect: dead-api
next(iter(torch.utils.data.DataLoader(x)))
torchvision.models.resnet18(False)  # expect: dead-api
torchvision.models.segmentation.fcn_resnet50(weights=None, pretrained_backbone=False)  # expect: dead-api
torchvision.models.resnet18(weights=None)
torchvision.utils.make_grid(x[None, None], range=(0, 1))  # expect: dead-api
torchvision.utils.make_grid(x[None, None], value_range=(0, 1))
torchvision.transforms.RandomRotation(3, resample=2)  # expect: dead-api
torchvision.transforms.RandomAffine(3, resample=2)  # expect: dead-api
torchvision.transforms.RandomAffine(3, fillcolor=0)  # expect: dead-api
pl.core.lightning.LightningModule  # expect: dead-api
pl.loggers.base.LightningLoggerBase  # expect: dead-api
pl.utilities.cli.LightningCLI  # expect: dead-api
pl.utilities.seed.seed_everything  # expect: dead-api
pl.plugins.DDPPlugin  # expect: dead-api
pl.callbacks.GPUStatsMonitor  # expect: dead-api
pl.callbacks.ModelCheckpoint(filepath="best")  # expect: dead-api
pl.callbacks.ModelCheckpoint(period=1)  # expect: dead-api
pl.callbacks.ModelCheckpoint(prefix="best")  # expect: dead-api
pl.callbacks.ModelCheckpoint(filename="best")
pl.Trainer(precision=16, accelerator="cpu", logger=False)  # expect: dead-api
pl.Trainer(accelerator="ddp")  # expect: dead-api
pl.Trainer(accelerator="dp")  # expect: dead-api
pl.Trainer(strategy="dp")  # expect: dead-api
pl.Trainer(gpus=1)  # expect: dead-api
pl.Trainer(tpu_cores=1)  # expect: dead-api
pl.Trainer(num_processes=1)  # expect: dead-api
pl.Trainer(auto_select_gpus=1)  # expect: dead-api
pl.Trainer(distributed_backend=1)  # expect: dead-api
pl.Trainer(amp_backend=1)  # expect: dead-api
pl.Trainer(amp_level=1)  # expect: dead-api
pl.Trainer(progress_bar_refresh_rate=1)  # expect: dead-api
pl.Trainer(weights_summary=1)  # expect: dead-api
pl.Trainer(checkpoint_callback=1)  # expect: dead-api
pl.Trainer(early_stop_callback=1)  # expect: dead-api
pl.Trainer(stochastic_weight_avg=1)  # expect: dead-api
pl.Trainer(resume_from_checkpoint=1)  # expect: dead-api
pl.Trainer(auto_lr_find=1)  # expect: dead-api
pl.Trainer(auto_scale_batch_size=1)  # expect: dead-api
pl.Trainer(replace_sampler_ddp=1)  # expect: dead-api
pl.Trainer(flush_logs_every_n_steps=1)  # expect: dead-api
pl.Trainer(log_gpu_memory=1)  # expect: dead-api
pl.Trainer(terminate_on_nan=1)  # expect: dead-api
pl.Trainer(track_grad_norm=1)  # expect: dead-api
pl.Trainer(max_epochs=1, accelerator="cpu", logger=False)
