"""What PyTorch 2.14 has removed or warns of: names, arguments and forms, each with what to write today.

Every entry was run: `removed` raises, `deprecated` warns. What is merely old and silent is not here.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from hanli.lint.reading.source import Source, get_keyword, get_last_name, has_open_arguments

DeadUse = tuple[ast.AST, str, str, bool]
"""Where, what was written, what to write instead, and whether it is gone: True raises, False warns."""

REMOVED = {
    "torch.eig": "torch.linalg.eig",
    "torch.symeig": "torch.linalg.eigh",
    "torch.lstsq": "torch.linalg.lstsq",
    "torch.matrix_rank": "torch.linalg.matrix_rank",
    "torch.solve": "torch.linalg.solve",
    "torch.qr": "torch.linalg.qr",
    "torch.cholesky": "torch.linalg.cholesky",
    "torch.gels": "torch.linalg.lstsq",
    "torch.gesv": "torch.linalg.solve",
    "torch.potrf": "torch.linalg.cholesky",
    "torch.trtrs": "torch.linalg.solve_triangular",
    "torch.rfft": "torch.fft.rfft",
    "torch.irfft": "torch.fft.irfft",
    "torch.is_deterministic": "torch.are_deterministic_algorithms_enabled",
    "torch.set_deterministic": "torch.use_deterministic_algorithms",
    "torch._six": "str, int, collections.abc",
    "torch.utils.ffi": "torch.utils.cpp_extension",
    "torch.utils.mobile_optimizer": "torch.export.export",
    "torch.nn.CrossEntropyLoss2d": "torch.nn.CrossEntropyLoss",
    "torch.nn.functional.nll_loss2d": "torch.nn.functional.nll_loss",
    "torch.autograd.function.traceable": "torch.compile",
    "torch.distributed.deprecated": "torch.distributed",
    "torch.distributed.pipeline": "torch.distributed.pipelining",
    "torch.onnx.dynamo_export": "torch.onnx.export",
    "torch.onnx.ExportOptions": "torch.onnx.export(..., dynamic_shapes=...)",
    "torch.export.export_for_training": "torch.export.export",
    "torch.export.dynamic_dim": "torch.export.Dim",
    "torch._export.capture_pre_autograd_graph": "torch.export.export",
    "torch.ao.quantization.quantize_pt2e": "torchao.quantization.pt2e",
    "torchvision.io.read_video": "torchcodec.decoders.VideoDecoder",
    "torchvision.models.utils": "torch.hub",
    "torchvision.transforms.Scale": "torchvision.transforms.v2.Resize",
    "torchvision.transforms.RandomSizedCrop": "torchvision.transforms.v2.RandomResizedCrop",
    "torchvision.transforms.functional_tensor": "torchvision.transforms.v2.functional",
    "pytorch_lightning.metrics": "torchmetrics",
    "pytorch_lightning.core.lightning": "pytorch_lightning.LightningModule",
    "pytorch_lightning.loggers.base": "pytorch_lightning.loggers.logger",
    "pytorch_lightning.utilities.cli": "pytorch_lightning.cli",
    "pytorch_lightning.utilities.seed.seed_everything": "pytorch_lightning.seed_everything",
    "pytorch_lightning.plugins.DDPPlugin": "pytorch_lightning.strategies.DDPStrategy",
    "pytorch_lightning.callbacks.GPUStatsMonitor": "pytorch_lightning.callbacks.DeviceStatsMonitor",
    "torchtext": "torch.nn.utils.rnn.pad_sequence",
}
DEPRECATED = {
    "torch.cuda.amp.autocast": "torch.autocast('cuda')",
    "torch.cuda.amp.GradScaler": "torch.amp.GradScaler('cuda')",
    "torch.cuda.amp.custom_fwd": "torch.amp.custom_fwd(device_type='cuda')",
    "torch.cuda.amp.custom_bwd": "torch.amp.custom_bwd(device_type='cuda')",
    "torch.cpu.amp.autocast": "torch.autocast('cpu')",
    "torch.cpu.amp.GradScaler": "torch.amp.GradScaler('cpu')",
    "torch.jit.trace": "torch.export.export, torch.compile",
    "torch.jit.script": "torch.export.export, torch.compile",
    "torch.jit.save": "torch.export.save",
    "torch.jit.load": "torch.export.load",
    "torch.jit.freeze": "torch.compile",
    "torch.jit.optimize_for_inference": "torch.compile",
    "torch.lu": "torch.linalg.lu_factor",
    "torch.chain_matmul": "torch.linalg.multi_dot",
    "torch.range": "torch.arange",
    "torch.triangular_solve": "torch.linalg.solve_triangular",
    "torch.quantize_per_tensor": "torchao.quantization.quantize_",
    "torch.quantize_per_channel": "torchao.quantization.quantize_",
    "torch.nn.utils.clip_grad_norm": "torch.nn.utils.clip_grad_norm_",
    "torch.nn.utils.weight_norm": "torch.nn.utils.parametrizations.weight_norm",
    "torch.nn.functional.upsample": "torch.nn.functional.interpolate",
    "torch.nn.functional.upsample_nearest": "torch.nn.functional.interpolate",
    "torch.nn.functional.upsample_bilinear": "torch.nn.functional.interpolate",
    "torch.nn.NLLLoss2d": "torch.nn.NLLLoss",
    "torch.nn.utils.stateless.functional_call": "torch.func.functional_call",
    "torch.set_default_tensor_type": "torch.set_default_dtype, torch.set_default_device",
    "torch.testing.assert_allclose": "torch.testing.assert_close",
    "torch.backends.cuda.sdp_kernel": "torch.nn.attention.sdpa_kernel",
    "torch.get_autocast_gpu_dtype": "torch.get_autocast_dtype('cuda')",
    "torch.set_autocast_gpu_dtype": "torch.set_autocast_dtype('cuda', dtype)",
    "torch.is_autocast_cpu_enabled": "torch.is_autocast_enabled('cpu')",
    "torch.cuda.memory_cached": "torch.cuda.memory_reserved",
    "torch.cuda.max_memory_cached": "torch.cuda.max_memory_reserved",
    "torch.cuda.reset_max_memory_allocated": "torch.cuda.reset_peak_memory_stats",
    "torch.cuda.FloatTensor": "torch.tensor(data, device='cuda')",
    "torch.has_cuda": "torch.backends.cuda.is_built()",
    "torch.has_mps": "torch.backends.mps.is_built()",
    "torch.distributed.launch": "torchrun",
    "torch.distributed.reduce_op": "torch.distributed.ReduceOp",
    "torchvision.transforms.v2.ToTensor": "v2.ToImage(), v2.ToDtype(torch.float32, scale=True)",
    **{
        f"functorch.{name}": f"torch.func.{name}"
        for name in ("vmap", "grad", "jacrev", "jacfwd", "hessian", "vjp", "jvp")
    },
    "functorch.make_functional": "torch.func.functional_call",
    "functorch.make_functional_with_buffers": "torch.func.functional_call",
    **{
        f"torch.nn.init.{name}": f"torch.nn.init.{name}_"
        for name in (
            "xavier_uniform",
            "xavier_normal",
            "kaiming_uniform",
            "kaiming_normal",
            "orthogonal",
            "normal",
            "uniform",
            "constant",
            "eye",
            "dirac",
            "sparse",
        )
    },
    **{
        f"torch.{package}.{name}": "torchao.quantization.quantize_"
        for package in ("ao.quantization", "quantization")
        for name in ("quantize_dynamic", "quantize", "quantize_qat", "prepare", "prepare_qat", "convert")
    },
    **{
        f"torch.ao.quantization.quantize_fx.{name}": "torchao.quantization.pt2e"
        for name in ("prepare_fx", "prepare_qat_fx", "convert_fx")
    },
}
_DEAD_METHODS = {"eig", "symeig", "lstsq", "solve", "qr", "cholesky", "lu", "triangular_solve"}
# Arguments that are gone, by the function that once took them, each with what to write today.
_DEAD_ARGUMENTS = {
    "pytorch_lightning.Trainer": {
        "gpus": "accelerator='gpu', devices=",
        "tpu_cores": "accelerator='tpu', devices=",
        "num_processes": "devices=",
        "auto_select_gpus": "devices='auto'",
        "distributed_backend": "strategy=",
        "amp_backend": "precision='16-mixed'",
        "amp_level": "precision='16-mixed'",
        "progress_bar_refresh_rate": "TQDMProgressBar(refresh_rate=)",
        "weights_summary": "enable_model_summary=",
        "checkpoint_callback": "enable_checkpointing=",
        "early_stop_callback": "callbacks=[EarlyStopping(...)]",
        "stochastic_weight_avg": "callbacks=[StochasticWeightAveraging(...)]",
        "resume_from_checkpoint": "trainer.fit(..., ckpt_path=)",
        "auto_lr_find": "Tuner(trainer).lr_find(model)",
        "auto_scale_batch_size": "Tuner(trainer).scale_batch_size(model)",
        "replace_sampler_ddp": "use_distributed_sampler=",
        "flush_logs_every_n_steps": "CSVLogger(..., flush_logs_every_n_steps=)",
        "log_gpu_memory": "callbacks=[DeviceStatsMonitor()]",
        "terminate_on_nan": "detect_anomaly=",
        "track_grad_norm": "on_before_optimizer_step()",
    },
    "pytorch_lightning.callbacks.ModelCheckpoint": {
        "filepath": "dirpath=, filename=",
        "period": "every_n_epochs=",
        "prefix": "filename=",
    },
    "torchvision.utils.make_grid": {"range": "value_range="},
    "torchvision.transforms.RandomRotation": {"resample": "interpolation="},
    "torchvision.transforms.RandomAffine": {"resample": "interpolation=", "fillcolor": "fill="},
}
_DEAD_HOOKS = {f"{stage}_epoch_end": f"on_{stage}_epoch_end" for stage in ("training", "validation", "test")} | {
    "training_epoch_end": "on_train_epoch_end"
}
# Forms with a number first: `p.add_(-lr, p.grad)`; with how many arguments, and how to write it today.
_NUMBER_FIRST = {"add": (2, "alpha"), "sub": (2, "alpha"), "addcmul": (3, "value"), "addcdiv": (3, "value")}
_LOSS_NAMES = re.compile(r"torch\.nn\.(\w+Loss|functional\.(\w+_loss|cross_entropy|binary_cross_entropy\w*|kl_div))")
_SOFTMAX_NAMES = re.compile(r"torch\.nn\.(Softmax|LogSoftmax|Softmin|functional\.(softmax|log_softmax|softmin))")


def find_dead_apis(source: Source) -> Iterator[DeadUse]:
    """Find what is removed or deprecated in a file."""
    for node in source.nodes:
        for one in _find_in_node(source, node):
            if not _is_guarded_by_version(source, node):
                yield one


def _find_in_node(source: Source, node: ast.AST) -> Iterator[DeadUse]:
    """What is removed or deprecated in a single node."""
    if isinstance(node, ast.Call):
        yield from _find_dead_arguments(source, node)
    elif isinstance(node, ast.Import | ast.ImportFrom):
        yield from _find_dead_imports(node)
    elif isinstance(node, ast.Attribute | ast.Name):
        yield from _find_dead_names(source, node)
    elif isinstance(node, ast.List | ast.Tuple):
        yield from _find_dead_launches(node)
    elif isinstance(node, ast.FunctionDef) and node.name in _DEAD_HOOKS and node in source.find_methods(node.name):
        owner = source.find_class(node)
        if owner is not None and source.is_lightning(owner):
            yield node, node.name, _DEAD_HOOKS[node.name], True


def _is_guarded_by_version(source: Source, node: ast.AST) -> bool:
    """Whether a program that runs on old and new versions has put the node where only the old ones come by."""
    inner = node
    for one in source.walk_ancestors(node):
        match one:
            case ast.If(test=test) | ast.IfExp(test=test) if inner is not test:
                if re.search(r"(?i)version|hasattr|_greater_equal|_less_", ast.unparse(test)):
                    return True
            case ast.Try(handlers=handlers) if inner in one.body and any(map(_catches_missing_name, handlers)):
                return True
            case ast.ExceptHandler() if _catches_missing_name(one):
                return True
        inner = one
    return False


def _catches_missing_name(handler: ast.ExceptHandler) -> bool:
    """Whether a handler is for what this version does not have."""
    caught = ast.unparse(handler.type) if handler.type is not None else ""
    return any(name in caught for name in ("ImportError", "ModuleNotFoundError", "AttributeError"))


def _find_dead_launches(node: ast.List | ast.Tuple) -> Iterator[DeadUse]:
    """`[..., "-m", "torch.distributed.launch", ...]`, as it is passed to a new process."""
    words = [one.value if isinstance(one, ast.Constant) else None for one in node.elts]
    for before, word, part in zip(words, words[1:], node.elts[1:], strict=False):
        if before == "-m" and word == "torch.distributed.launch":
            yield part, "torch.distributed.launch", "torchrun", False


def _look_up(name: str) -> tuple[str, str, bool] | None:
    """The entry of a name in the tables: the name, what to write instead, and whether it is gone."""
    for table, gone in ((REMOVED, True), (DEPRECATED, False)):
        if name in table:
            return name, table[name], gone
    if re.fullmatch(r"torchvision\.models\.\w+\.model_urls", name):
        return name, "torchvision.models.get_model_weights", True
    return None


def _find_dead_imports(node: ast.Import | ast.ImportFrom) -> Iterator[DeadUse]:
    """Modules that are gone or going are told where they are imported; single names where they are used."""
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif node.level or not node.module:
        names = []
    else:
        names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    for name in names:
        parts = name.split(".")
        for length in range(1, len(parts) + 1):
            found = _look_up(_normalize_lightning(".".join(parts[:length])))
            if found and (found[2] or found[0] == "torch.distributed.launch"):
                yield node, *found
                return


def _find_dead_names(source: Source, node: ast.Attribute | ast.Name) -> Iterator[DeadUse]:
    """Names that are gone or going, where they are used."""
    if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
        return
    found = _look_up(_normalize_lightning(source.resolve_name(node)))
    # An imported name that is gone was told at its import.
    if found and not (found[2] and isinstance(node, ast.Name)) and found[0] != "torch.distributed.launch":
        yield node, *found
    elif isinstance(node, ast.Attribute) and node.attr == "volatile" and source.infer_kind(node.value):
        yield node, ".volatile", "torch.no_grad()", False


def _find_dead_arguments(source: Source, call: ast.Call) -> Iterator[DeadUse]:
    """Arguments that are gone or going, and those that must be given today."""
    name = source.resolve_name(call.func)
    given = {one.arg: one.value for one in call.keywords if one.arg}
    whole = not has_open_arguments(call)
    if name == "torch.fft":
        yield call, "torch.fft(...)", "torch.fft.fft", True
    if "verbose" in given and name.startswith("torch.optim.lr_scheduler."):
        yield call, "verbose=", "get_last_lr()", True
    if "use_cuda" in given and name in {"torch.profiler.profile", "torch.autograd.profiler.profile"}:
        yield call, "use_cuda=", "activities=[ProfilerActivity.CUDA]", True
    if name == "torch.onnx.export":
        if "use_external_data_format" in given:
            yield call, "use_external_data_format=", "external_data=", True
        if isinstance(value := given.get("dynamo"), ast.Constant) and value.value is False:
            yield call, "dynamo=False", "dynamo=True", False
        elif "dynamic_axes" in given:
            yield call, "dynamic_axes=", "dynamic_shapes=", False
    if {"size_average", "reduce"} & given.keys() and _LOSS_NAMES.fullmatch(name):
        yield call, "size_average=, reduce=", "reduction=", False
    if name == "torch.autograd.Variable" and "volatile" in given:
        yield call, "Variable(volatile=)", "torch.no_grad()", False
    if name == "torch.meshgrid" and whole and "indexing" not in given:
        yield call, "torch.meshgrid(...)", "torch.meshgrid(..., indexing='ij')", False
    if name == "torch.stft" and whole:
        value = given.get("return_complex")
        if value is None or (isinstance(value, ast.Constant) and value.value is False):
            yield call, "torch.stft(...)", "torch.stft(..., return_complex=True)", value is None
    places = 2 if ".functional." in name else 1  # where dim would stand without its name
    if _SOFTMAX_NAMES.fullmatch(name) and whole and "dim" not in given and len(call.args) < places:
        yield call, f"{name.rpartition('.')[2]}(...)", f"{name.rpartition('.')[2]}(..., dim=...)", False
    if name.startswith("torchvision.models."):
        first = call.args[0] if call.args else None
        if "pretrained" in given or (isinstance(first, ast.Constant) and isinstance(first.value, bool)):
            yield call, "pretrained=", "weights=", False
        elif "pretrained_backbone" in given:
            yield call, "pretrained_backbone=", "weights_backbone=", False
    for one in [one for one in given if one in _DEAD_ARGUMENTS.get(_normalize_lightning(name), {})]:
        yield call, f"{one}=", _DEAD_ARGUMENTS[_normalize_lightning(name)][one], True
    if _normalize_lightning(name) == "pytorch_lightning.Trainer":
        yield from _find_dead_trainer_values(call, given)
    if (
        re.fullmatch(r"torch\.utils\.checkpoint\.checkpoint(_sequential)?", name)
        and whole
        and "use_reentrant" not in given
    ):
        yield call, f"{name.rpartition('.')[2]}(...)", "use_reentrant=False", False
    if name == "torch.cross" and whole and "dim" not in given and len(call.args) < 3:
        yield call, "torch.cross(...)", "torch.linalg.cross", False
    yield from _find_dead_methods(source, call)


def _normalize_lightning(name: str) -> str:
    """The name as of `pytorch_lightning`, the older of the library's two."""
    return re.sub(r"^lightning(\.pytorch)?\.", "pytorch_lightning.", name)


def _find_dead_trainer_values(call: ast.Call, given: dict[str, ast.expr]) -> Iterator[DeadUse]:
    """Values of Lightning's `Trainer` that are gone or going."""
    for argument in ("accelerator", "strategy"):
        value = given.get(argument)
        chosen = value.value if isinstance(value, ast.Constant) else None
        if chosen in {"dp", "ddp2"} or (argument == "accelerator" and chosen in {"ddp", "ddp_spawn", "ddp_cpu"}):
            yield call, f"{argument}={chosen!r}", "strategy='ddp'", True
    value = given.get("precision")
    if isinstance(value, ast.Constant) and value.value in {16, "16", "bf16"}:
        yield call, f"precision={value.value!r}", "precision='16-mixed', 'bf16-mixed'", False


def _find_dead_methods(source: Source, call: ast.Call) -> Iterator[DeadUse]:
    """Methods that are gone or going, of tensors, iterators and schedulers."""
    if not isinstance(call.func, ast.Attribute):
        return
    attr, kind = call.func.attr, source.infer_kind(call.func.value)
    if attr in _DEAD_METHODS and kind in {"tensor", "output", "parameter"}:
        instead, gone = _look_up(f"torch.{attr}")[1:]  # type: ignore[index]
        yield call, f".{attr}()", instead, gone
    if attr == "next" and not call.args and _is_iterator(source, call.func.value):
        yield call, ".next()", "next(...)", True
    yield from _find_number_first(source, call, attr, kind)
    if attr == "storage" and not call.args and kind in {"tensor", "output", "parameter"}:
        yield call, ".storage()", ".untyped_storage()", False
    if attr == "get_lr" and kind == "scheduler":
        yield call, "get_lr()", "get_last_lr()", False
    # A plain name `scheduler` may hold a ReduceLROnPlateau, whose step() does take a number.
    if attr == "step" and kind == "scheduler" and (call.args or get_keyword(call, "epoch")):
        values = source.find_bindings(call.func.value) if isinstance(call.func.value, ast.Name) else None
        if values and all(source.resolve_callee(one.node).startswith("torch.optim.lr_scheduler.") for one in values):
            yield call, "scheduler.step(epoch)", "scheduler.step()", False


def _find_number_first(source: Source, call: ast.Call, attr: str, kind: str | None) -> Iterator[DeadUse]:
    """`p.add_(-lr, p.grad)`, `torch.add(x, 2, y)`: the number has its own name today."""
    count, argument = _NUMBER_FIRST.get(attr.removesuffix("_"), (0, ""))
    if not count or call.keywords or any(isinstance(one, ast.Starred) for one in call.args):
        return
    if source.resolve_name(call.func) == f"torch.{attr}":
        if len(call.args) == count + 1:
            yield call, f"torch.{attr}(x, number, ...)", f"torch.{attr}(x, ..., {argument}=number)", False
    elif len(call.args) == count and (attr.endswith("_") or kind in {"tensor", "output", "parameter"}):
        yield call, f".{attr}(number, ...)", f".{attr}(..., {argument}=number)", False


def _is_iterator(source: Source, node: ast.expr) -> bool:
    """Whether it is `iter(...)`, or a name for it."""
    if isinstance(node, ast.Name):
        values = [one.node for one in source.find_bindings(node) or []]
        return bool(values) and all(isinstance(one, ast.Call) and get_last_name(one.func) == "iter" for one in values)
    return isinstance(node, ast.Call) and get_last_name(node.func) == "iter"
