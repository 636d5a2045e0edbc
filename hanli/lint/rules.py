"""The rules of `hanli.lint`: what each one says, and why, in Chinese and in English."""

from __future__ import annotations

from dataclasses import dataclass, field

SITE = "https://example.github.io/hanli/"
"""The address of the site, as `site_url` in mkdocs.yml has it."""
SEVERITIES = ("error", "warning", "style")
"""An error raises or computes what was not meant; a warning costs or risks something; style works, and better ways exist."""


@dataclass(frozen=True)
class Rule:
    """One rule.

    Attributes:
        name: As it stands in `--select` and in `# hanli: ignore[...]`.
        page: Where the site explains it, from the root of one language.
        what: What was found, by language; `{subject}` and `{instead}` are filled in by the finding.
        why: What it costs, and what to do, by language.
        severity: `error`, `warning` or `style`.
        severities: The severity of findings about single subjects, where it is another.
    """

    name: str
    page: str
    what: dict[str, str]
    why: dict[str, str]
    severity: str = "error"
    severities: dict[str, str] = field(default_factory=dict)

    def address(self, language: str) -> str:
        """The full address of the page that explains the rule, in `zh` or `en`."""
        return f"{SITE}{self.page}" if language == "zh" else f"{SITE}en/{self.page}"


_ANTIPATTERNS = {
    "training": "missing-zero-grad missing-eval softmax-before-cross-entropy step-order clip-before-unscale",
    "models": "data-attribute module-list mean-of-means set-epoch-forgotten mse-broadcast",
    "time": "tensor-in-loop cat-in-loop ndarray-list item-each-step mask-each-forward",
    "memory": "keep-graph missing-no-grad empty-cache-each-step",
    "breakage": "in-place-leaf pickled-model dead-api",
}
_PAGES = {
    name: f"patterns/antipatterns/{page}/#{name}" for page, names in _ANTIPATTERNS.items() for name in names.split()
}
# What is neither raises, or computes what was not meant.
_SEVERITIES = {
    "warning": "undivided-accumulation cuda-in-worker every-rank-saves fitted-before-split new-iterator unsynchronized-time shared-dataset augmented-evaluation dataset-changed-in-place "
    "missing-train optimizer-in-loop shuffle-forgotten state-alias cat-in-loop ndarray-list keep-graph missing-eval missing-no-grad empty-cache-each-step pickled-model "
    "set-epoch-forgotten mean-of-means tensor-of-tensor mask-each-forward tensor-in-loop "
    "log-of-softmax shared-layer uninitialized-parameter wrong-dimension target-with-gradient unshifted-target logit-threshold inherited-handle copied-generator low-precision-weights right-padding",
    "style": "item-each-step data-attribute unused-ignore",
}
_SEVERITIES_OF_SUBJECTS = {
    "unused-ignore": {"unknown": "error"},
    "data-attribute": {"changed": "warning"},
    "in-place-leaf": {"unseen": "warning"},
    "softmax-before-cross-entropy": {"log_softmax": "warning"},
    "undetached-fake": {"wasted": "warning"},
}


def _make_rule(name: str, zh: str, en: str, why_zh: str, why_en: str, page: str | None = None) -> Rule:
    """A rule with its texts in both languages, its page and its severity."""
    severity = next((severity for severity, names in _SEVERITIES.items() if name in names.split()), "error")
    texts = {"zh": zh, "en": en}, {"zh": why_zh, "en": why_en}
    return Rule(name, page or _PAGES[name], *texts, severity, _SEVERITIES_OF_SUBJECTS.get(name, {}))


_MUST_PAGE = "patterns/checklists/#must"
_PERFORMANCE_PAGE = "patterns/checklists/#performance"

RULES = {
    rule.name: rule
    for rule in (
        _make_rule(
            "tensor-in-loop",
            "在循环里一个一个地造张量",
            "tensors are made one by one in a loop",
            "每次 torch.tensor() 都有固定的开销，元素再小也照付。先攒成列表，再造一次；或直接用 torch.arange 这类整批运算。",
            "Each torch.tensor() has a fixed cost, however small the value. Make one tensor of the whole list, or use torch.arange and its like.",
        ),
        _make_rule(
            "cat-in-loop",
            "在循环里用 {subject} 让张量越接越长",
            "a tensor grows by {subject} in a loop",
            "每接一次都把前面的整份重抄一遍，总开销按平方增长。先放进列表，循环之后接一次。",
            "Every turn copies all that came before, so the cost is quadratic. Collect in a list and join once after the loop.",
        ),
        _make_rule(
            "ndarray-list",
            "从一列 NumPy 数组造张量",
            "a tensor is made from a list of NumPy arrays",
            "它逐个元素读取，PyTorch 自己也警告说极慢。先 np.stack，再 torch.from_numpy。",
            "It reads element by element, and PyTorch itself warns that it is extremely slow. np.stack first, then torch.from_numpy.",
        ),
        _make_rule(
            "item-each-step",
            "每一步都取数值：{subject}",
            "values are fetched at every step: {subject}",
            "每取一次，CPU 都要等加速器算完。先在张量里累加，隔若干步再取一次。",
            "Each one makes the CPU wait for the accelerator. Add up in a tensor and fetch it once every so many steps.",
        ),
        _make_rule(
            "keep-graph",
            "循环里留下了带计算图的 {subject}",
            "{subject} is kept with its computation graph",
            "只要留着它，它背后的计算图就不能释放，内存一步步上涨。存 .detach() 或 .item()。",
            "As long as it is kept, the graph behind it cannot be freed, and memory grows step by step. Keep .detach() or .item().",
        ),
        _make_rule(
            "missing-zero-grad",
            "循环里有 backward() 和 step()，却{subject}清零梯度",
            "backward() and step() in a loop, and the gradients are {subject}",
            "梯度会累加：每一步都带着以前所有步的旧账。在 backward() 之前调用 optimizer.zero_grad()。",
            "Gradients add up: every step carries all the steps before. Call optimizer.zero_grad() before backward().",
        ),
        _make_rule(
            "missing-eval",
            "评估时没有切到评估模式",
            "the model is evaluated without evaluation mode",
            "Dropout 还在丢，批归一化还在用本批的统计量，分数不可信。先 model.eval()，之后再 model.train()。",
            "Dropout still drops and batch normalization still uses the batch, so the score is wrong. Call model.eval() before, model.train() after.",
        ),
        _make_rule(
            "missing-no-grad",
            "评估时仍在记录计算图",
            "the model is evaluated while the graph is recorded",
            "中间结果都为用不到的反向传播留着，内存峰值数倍于需要。包在 torch.inference_mode() 里。",
            "Every intermediate result is kept for a backward that never comes. Wrap it in torch.inference_mode().",
        ),
        _make_rule(
            "softmax-before-cross-entropy",
            "交给 {instead} 的已经过了 {subject}",
            "what goes into {instead} has been through {subject}",
            "损失函数自己会做这一步，做两次梯度就被压扁，学得很慢；log_softmax 做两次，结果不变，只是白做一次。直接交 logits。",
            "The loss does that step itself; done twice it flattens the gradients (log_softmax done twice changes nothing and is wasted). Pass the logits.",
        ),
        _make_rule(
            "in-place-leaf",
            "原地改了要求梯度的叶子张量",
            "a leaf tensor that requires gradients is changed in place",
            "PyTorch 会报错。手工更新参数要放在 torch.no_grad() 里。",
            "PyTorch raises an error. Update parameters by hand inside torch.no_grad().",
        ),
        _make_rule(
            "mask-each-forward",
            "每次前向传播都重造同一张掩码",
            "the same mask is made again at every forward pass",
            "它只由长度决定，造一次就够：在 __init__ 里 register_buffer，用时切片。",
            "It depends on the length only, so make it once: register_buffer in __init__, and slice it.",
        ),
        _make_rule(
            "module-list",
            "把层或参数放进了普通的{subject}",
            "layers or parameters are kept in a plain {subject}",
            "parameters() 看不见它们，优化器不训练它们，state_dict 也不存它们。改用 nn.ModuleList 或 nn.ModuleDict；参数用 nn.ParameterList。",
            "parameters() does not see them, so they are neither trained nor saved. Use nn.ModuleList or nn.ModuleDict, for parameters nn.ParameterList.",
        ),
        _make_rule(
            "empty-cache-each-step",
            "每一步都清空显存缓存",
            "the memory cache is emptied at every step",
            "还在用的张量一个字节也不会少，下一步却要重新向驱动申请。删掉这一行；显存真不够，就减小批量。",
            "Tensors in use do not lose a byte, and the next step has to ask the driver again. Delete the line; use a smaller batch.",
        ),
        _make_rule(
            "data-attribute",
            "用了 .data",
            ".data is used",
            "它绕过自动微分的检查，改错了也不报错。只读用 .detach()，要改放在 torch.no_grad() 里。",
            "It goes past autograd's checks, so a mistake stays silent. Use .detach() to read and torch.no_grad() to write.",
        ),
        _make_rule(
            "clip-before-unscale",
            "没有还原缩放就裁剪梯度",
            "gradients are clipped before they are unscaled",
            "GradScaler 把梯度放大了几万倍，此时裁剪几乎次次都裁。先 scaler.unscale_(optimizer)。",
            "GradScaler has multiplied them by tens of thousands, so nearly every step is clipped. Call scaler.unscale_(optimizer) first.",
        ),
        _make_rule(
            "step-order",
            "次序错了：{subject} 应在 {instead} 之后",
            "wrong order: {subject} belongs after {instead}",
            "一步训练的次序是 zero_grad、backward、optimizer.step，然后才是 scheduler.step。",
            "A training step is zero_grad, backward, optimizer.step, and only then scheduler.step.",
        ),
        _make_rule(
            "pickled-model",
            "存取的是整个模型对象：{subject}",
            "the whole model object is saved or loaded: {subject}",
            "这样的文件绑死在类的代码上，默认的 weights_only=True 读不了，改成 False 则会执行文件里的代码。存 model.state_dict()。",
            "Such a file is tied to the class's code; weights_only=True refuses it, and False runs what it contains. Save model.state_dict().",
        ),
        _make_rule(
            "set-epoch-forgotten",
            "用了 DistributedSampler，却从不调用 set_epoch",
            "DistributedSampler is used and set_epoch is never called",
            "每一轮的打乱次序都一样。每轮开头调用 sampler.set_epoch(epoch)。",
            "Every epoch is shuffled the same way. Call sampler.set_epoch(epoch) at the start of each.",
        ),
        _make_rule(
            "mean-of-means",
            "把各批的平均值 {subject} 再平均",
            "the means of the batches, {subject}, are averaged",
            "最后一批往往较短，却与别的批一样重，结果随批量大小而变。按样本数加权，最后除以样本总数；困惑度先求全部的平均损失，最后取一次 exp。",
            "The last batch is often shorter and weighs as much, so the result depends on the batch size. Weigh by samples; for a perplexity, average the losses of all and take exp once.",
        ),
        _make_rule(
            "dead-api",
            "{subject} 已经{gone}，改用 {instead}",
            "{subject} {gone}: use {instead}",
            "在 PyTorch 2.14 里逐条运行过：已移除的会报错，已弃用的会警告。",
            "Each was run on PyTorch 2.14: what is removed raises, what is deprecated warns.",
        ),
        _make_rule(
            "tensor-of-tensor",
            "用 torch.tensor() 抄一个张量",
            "torch.tensor() copies a tensor",
            "PyTorch 会警告，而且计算图在此断开。要副本就写 .detach().clone()。",
            "PyTorch warns, and the graph is cut here. For a copy write .detach().clone().",
            _MUST_PAGE,
        ),
        _make_rule(
            "requires-grad-typo",
            "{subject} 不起作用，要写 {instead}",
            "{subject} has no effect: write {instead}",
            "它只是给对象挂上一个没人读的属性，既不报错，也没有冻住或放开任何参数。",
            "It sets an attribute that nobody reads: no error, and no parameter is frozen or freed.",
            _MUST_PAGE,
        ),
        _make_rule(
            "missing-super-init",
            "nn.Module 的 __init__ 没有先调用 super().__init__()",
            "__init__ of an nn.Module does not call super().__init__() first",
            "给 self 挂上第一个层时就会报错 AttributeError。",
            "The first layer that is assigned to self raises an AttributeError.",
            _MUST_PAGE,
        ),
        _make_rule(
            "plateau-metric",
            "ReduceLROnPlateau.step() 没有给指标",
            "ReduceLROnPlateau.step() gets no metric",
            "它看着一个数来调学习率，不给就报错 TypeError。写 scheduler.step(validation_loss)。",
            "It watches a number and raises a TypeError without one. Write scheduler.step(validation_loss).",
            _MUST_PAGE,
        ),
        _make_rule(
            "loader-options",
            "{instead}，却给了 {subject}",
            "{subject} is given {instead}",
            "DataLoader 会报错 ValueError。去掉这个选项；预取和保留进程要求 num_workers 大于 0，打乱由采样器自己负责。",
            "DataLoader raises a ValueError. Leave the option out; prefetching and persistence need num_workers above 0, and a sampler shuffles by itself.",
            _PERFORMANCE_PAGE,
        ),
        _make_rule(
            "no-effect",
            "{subject} 不起作用，要写 {instead}",
            "{subject} does nothing: write {instead}",
            "不带括号的方法没有被调用，to() 这类方法返回新的张量，原来的不变，写错名字的方法没有人调用。程序照常运行，只是少了这一步。",
            "A method without brackets is not called, one like to() returns a new tensor and leaves the old, and a misspelled one is called by nobody. The program runs without that step.",
            _MUST_PAGE,
        ),
        _make_rule(
            "missing-train",
            "每一轮都有 {subject}，却不再切回 {instead}",
            "every epoch calls {subject} and never {instead} again",
            "从第二轮起，模型在评估模式下训练：Dropout 不再丢弃，批归一化不再更新统计量。每一轮开头调用 model.train()。",
            "From the second epoch on the model trains in evaluation mode: nothing is dropped and batch statistics stand still. Call model.train() at the start of each epoch.",
            _MUST_PAGE,
        ),
        _make_rule(
            "missing-step",
            "训练缺少 {subject}",
            "the training lacks {subject}",
            "一步训练要清零梯度、反向传播、更新参数，缺一样就没有训练，或不是按所想的方式训练，而且不报错。",
            "A training step clears the gradients, computes them and updates the parameters. Without one of these nothing is trained as meant, and there is no error.",
            _MUST_PAGE,
        ),
        _make_rule(
            "cut-graph",
            "对断开了计算图的值调用 backward()：{subject} 断开了它",
            "backward() of a value without a graph: {subject} has cut it",
            "梯度到不了参数：PyTorch 会报错，或参数的梯度一直是 None。对带计算图的损失调用 backward()。",
            "No gradient reaches the parameters: PyTorch raises an error, or their gradients stay None. Call backward() on the loss that has its graph.",
            _MUST_PAGE,
        ),
        _make_rule(
            "state-alias",
            "{subject} 没有复制，要写 {instead}",
            "{subject} makes no copy: write {instead}",
            "它指向的还是同一批参数，继续训练时跟着变，最后存下的不是最好的那一份，而是最后的那一份。",
            "It still refers to the same parameters, which go on changing, so what is kept in the end is not the best state but the last one.",
            _MUST_PAGE,
        ),
        _make_rule(
            "dropout-always",
            "{subject} 在评估时也会丢弃",
            "{subject} drops in evaluation too",
            "函数形式的 dropout 不知道模块处于哪种模式。写 training=self.training，或改用 nn.Dropout。",
            "The function does not know the module's mode. Pass training=self.training, or use nn.Dropout.",
            _MUST_PAGE,
        ),
        _make_rule(
            "layer-in-forward",
            "在 forward 里造了 {subject}",
            "{subject} is made in forward",
            "每次前向传播都换一层新的随机参数，优化器也不知道它；dropout 则永远处于训练模式。在 __init__ 里造好。",
            "Every forward pass gets a new layer with random parameters that no optimizer knows, and dropout is always in training mode. Make it in __init__.",
            _MUST_PAGE,
        ),
        _make_rule(
            "not-a-leaf",
            "{subject} 不是叶子张量，也就不是参数",
            "{subject} is no leaf tensor, and so no parameter",
            "搬到别的设备或参与运算得到的是新张量：它没有 .grad，不会登记成参数，优化器也不收。先搬、先算，再要求梯度。",
            "Moving or computing gives a new tensor, which gets no .grad, is not registered and is refused by an optimizer. Move and compute first, then ask for gradients.",
            _MUST_PAGE,
        ),
        _make_rule(
            "loss-arguments",
            "{instead} 的参数不对：{subject}",
            "wrong arguments for {instead}: {subject}",
            "损失类要先造出来再调用：nn.CrossEntropyLoss()(outputs, targets)；第一个参数是模型的输出，第二个才是标签。",
            "A loss class is made first and called then: nn.CrossEntropyLoss()(outputs, targets). The model's outputs come first, the labels second.",
            _MUST_PAGE,
        ),
        _make_rule(
            "hidden-state",
            "状态 {subject} 带着计算图传给了下一批",
            "the state {subject} is carried to the next batch with its graph",
            "第二步的反向传播会经过第一步已经释放的计算图，PyTorch 会报错。每一步先对它调用 detach()。",
            "The second backward runs through the first step's graph, which is freed, so PyTorch raises an error. Detach the state at every step.",
            _MUST_PAGE,
        ),
        _make_rule(
            "optimizer-in-loop",
            "在循环里重造优化器：{subject}",
            "the optimizer is made anew in the loop: {subject}",
            "动量和自适应的统计量每次都从零开始，学习率调度也失效。在循环之前造一次。",
            "Momenta and adaptive statistics start from zero each time, and a schedule has no effect. Make it once before the loop.",
            _MUST_PAGE,
        ),
        _make_rule(
            "shuffle-forgotten",
            "训练用的 {subject} 没有打乱",
            "{subject} is for training and does not shuffle",
            "每一轮的批次都一样，数据若按类别排好，一批里就只有一两类。写 shuffle=True。",
            "Every epoch has the same batches, and of data sorted by class a batch holds one or two. Pass shuffle=True.",
            _MUST_PAGE,
        ),
        _make_rule(
            "mean-over-samples",
            "{subject} {instead}",
            "{subject} {instead}",
            "损失函数给出的已经是一批的平均值，答对的个数则是一批的总和，除数要与之相配。否则结果相差约一个批量大小的倍数。累加 loss.item() * len(y)，最后除以样本总数；答对的个数也除以样本总数。",
            "A loss is already the mean of its batch and hits are a sum, so the divisor has to fit. Else the result is off by about the batch size. Add up loss.item() * len(y) and divide by the number of samples, as you do with hits.",
            _MUST_PAGE,
        ),
        _make_rule(
            "schedule-steps",
            "学习率调度的长度按{subject}计，却每个{instead}调用一次 step()",
            "the schedule counts {subject} and is stepped once per {instead}",
            "调度要么只走过开头的一小段，学习率几乎不变，要么在第一轮里就走完。调用 step() 的位置要与调度的长度用同一个单位。",
            "Either only the first small part of the schedule is ever used, or all of it within the first epoch. Call step() as often as the length of the schedule counts.",
            _MUST_PAGE,
        ),
        _make_rule(
            "replaced-layer",
            "创建优化器之后才换上 {subject}",
            "{subject} is replaced after the optimizer was made",
            "优化器里是旧层的参数，新层的参数它没有，所以新层一直不更新。先换层，再创建优化器。",
            "The optimizer holds the parameters of the old layer and none of the new one, so the new layer is never trained. Replace the layer first and make the optimizer then.",
            _MUST_PAGE,
        ),
        _make_rule(
            "rebound-parameter",
            "{subject} 没有改动参数",
            "{subject} changes no parameter",
            "赋值只是让循环变量指向一个新的张量，模型里的参数还是原来的值。在 torch.no_grad() 里使用 copy_()、mul_()、add_() 这类原地操作。",
            "The assignment only binds the loop's name to a new tensor, and the model keeps its old values. Use copy_(), mul_() or add_() inside torch.no_grad().",
            _MUST_PAGE,
        ),
        _make_rule(
            "new-iterator",
            "每一步都重新创建 {subject} 的迭代器",
            "a new iterator of {subject} is made at every step",
            "每次 iter() 都重新打乱数据、启动工作进程、预取几批，却只用第一批；如果不打乱，每一步就都是同一批。在循环之前创建迭代器，循环里只调用 next()。",
            "Each iter() shuffles again, starts the workers and prefetches batches of which only the first is used; without shuffling it is the same batch every time. Make the iterator before the loop and call only next() in it.",
            _PERFORMANCE_PAGE,
        ),
        _make_rule(
            "unsynchronized-time",
            "在 GPU 上给 {subject} 计时，却没有等它算完",
            "{subject} is timed on a GPU and nobody waits for it to finish",
            "GPU 上的运算是异步的：函数返回时运算才刚刚提交，量到的只是提交的时间。两次读时钟之前都调用 torch.cuda.synchronize()，或者使用 torch.cuda.Event。",
            "Work on a GPU is asynchronous: the call returns once the work is queued, so the clock measures only the queueing. Call torch.cuda.synchronize() before each reading of the clock, or use torch.cuda.Event.",
            _PERFORMANCE_PAGE,
        ),
        _make_rule(
            "shared-dataset",
            "给 {subject} 赋值，改的是各部分共用的数据集",
            "assigning to {subject} changes the data set that all parts share",
            "random_split 和 Subset 只保存下标，各部分背后是同一个数据集，所以训练集的变换也一起改了。用不同的变换创建两个数据集，再用同样的下标取子集。",
            "random_split and Subset only keep indices into one data set, so the training part changes too. Make two data sets with different transforms and take subsets with the same indices.",
            _MUST_PAGE,
        ),
        _make_rule(
            "augmented-evaluation",
            "评估数据的变换里有随机增强 {subject}",
            "held-out data are augmented at random by {subject}",
            "每次评估的图片都不一样，分数随之波动，也与别人的不可比。评估时只用确定的变换，例如 Resize 和 CenterCrop。同一个数据集的各部分共用变换，所以要为验证集另建一个数据集。",
            "Every evaluation sees other images, so scores fluctuate and cannot be compared. Use only deterministic transforms there, such as Resize and CenterCrop. The parts of one data set share its transform, so make a second data set for validation.",
            _MUST_PAGE,
        ),
        _make_rule(
            "dataset-changed-in-place",
            "__getitem__ 原地改动了数据集保存的 {subject}",
            "__getitem__ changes {subject}, which the data set keeps, in place",
            "取出的不是副本，每读取一次，保存的数据就再改一次，噪声和缩放会逐轮累积。先写 .clone() 或 .copy()，再改动。",
            "What is taken out is no copy, so each access changes the stored data again, and noise and scaling pile up over the epochs. Take a .clone() or .copy() first.",
            _MUST_PAGE,
        ),
        _make_rule(
            "undivided-accumulation",
            "梯度累积了 {subject} 批，损失却没有除以 {subject}",
            "gradients of {subject} batches are accumulated and the loss is not divided by {subject}",
            "每一批的损失已经是平均值，几批的梯度加起来就大了几倍，相当于放大了学习率，裁剪也更容易触发。写 (loss / n).backward()。",
            "The loss of each batch is a mean already, so the sum of the gradients is several times as large, like a larger learning rate, and clipping sets in earlier. Write (loss / n).backward().",
            _MUST_PAGE,
        ),
        _make_rule(
            "best-direction",
            "{subject} 留下的是最差的一次：这个指标{instead}才好",
            "{subject} keeps the worst value: {instead} is better here",
            "比较的方向反了，保存下来的不是最好的模型，早停也会在错误的时候停止。损失用 <，准确率用 >。",
            "The comparison points the wrong way, so it is not the best model that is saved, and early stopping stops at the wrong time. Use < for losses and > for accuracies.",
            _MUST_PAGE,
        ),
        _make_rule(
            "lambda-rate",
            "LambdaLR 的函数里又乘了一次学习率 {subject}",
            "the function of LambdaLR multiplies by the learning rate {subject} again",
            "它返回的是倍数，LambdaLR 会把它乘到优化器的学习率上，所以实际的学习率成了平方。函数只返回倍数，例如 0.95**epoch。",
            "It returns a factor, which LambdaLR multiplies the optimizer's learning rate by, so the rate that is used is squared. Return only the factor, such as 0.95**epoch.",
            _MUST_PAGE,
        ),
        _make_rule(
            "cuda-in-worker",
            "工作进程里用了 GPU：{subject}",
            "the GPU is used in a worker process: {subject}",
            "fork 出来的工作进程不能使用 CUDA，会报错 RuntimeError；用别的方式启动，每个进程也要各占一份显存。在训练循环里搬到 GPU，加载器用 pin_memory=True。",
            "A forked worker cannot use CUDA and raises a RuntimeError, and started otherwise each takes its own share of GPU memory. Move batches in the training loop, with pin_memory=True.",
            _MUST_PAGE,
        ),
        _make_rule(
            "every-rank-saves",
            "每个进程都保存同一个文件",
            "every process saves the same file",
            "几个进程同时写一个文件，文件可能损坏，时间也浪费在写盘上。只在 rank 0 上保存，再用 barrier() 让其他进程等它。",
            "Several processes write one file at once, which may corrupt it and wastes time. Save on rank 0 only, and let the others wait at a barrier().",
            _MUST_PAGE,
        ),
        _make_rule(
            "fitted-before-split",
            "先用全部数据拟合 {subject}，然后才划分",
            "{subject} is fitted on all data, which are split afterwards",
            "测试数据的均值和方差进入了训练，测出的分数偏高。先划分，只用训练数据 fit，再用 transform 处理其余部分。",
            "The statistics of the test data get into the training, so the score is too good. Split first, fit on the training data only, and transform the rest.",
            _MUST_PAGE,
        ),
        _make_rule(
            "bypassed-wrapper",
            "训练时绕过了 DistributedDataParallel：{subject}",
            "the training goes past DistributedDataParallel: {subject}",
            "只有通过包装后的模型做前向传播，各进程的梯度才会求平均。绕过它，每个进程就各自训练一份不同的模型。直接调用包装后的模型。",
            "Gradients are averaged over the processes only if the forward pass goes through the wrapper. Past it, each process trains a model of its own. Call the wrapped model.",
            _MUST_PAGE,
        ),
        _make_rule(
            "one-rank-collective",
            "只有一个进程调用 {subject}：{instead}",
            "only one process calls {subject}: {instead}",
            "集合通信要等所有进程都调用才会完成，所以这个进程一直等待，或者与别的集合通信错误地配对。让所有进程都调用它，只把打印和保存留给一个进程。",
            "A collective operation ends only when every process calls it, so this one waits for ever or is paired with another operation. Let all processes call it, and leave only printing and saving to one.",
            _MUST_PAGE,
        ),
        _make_rule(
            "undetached-fake",
            "判别器的损失 {subject} 没有断开生成器的计算图，{instead}",
            "the discriminator's loss {subject} is not detached from the generator, {instead}",
            "判别器的反向传播也算出了生成器的梯度，方向与生成器的目标相反。把生成的样本先 detach()，或在 no_grad() 里生成。",
            "The discriminator's backward computes gradients of the generator too, against the generator's own aim. Detach the generated samples, or make them under no_grad().",
            _MUST_PAGE,
        ),
        _make_rule(
            "detached-generator",
            "生成器的损失 {subject} 与生成器断开了",
            "the generator's loss {subject} is cut off from the generator",
            "detach() 或 no_grad() 让梯度到不了生成器，它的优化器没有可用的梯度，生成器停在初始值，判别器的损失很快接近 0。生成器的一步要用没有断开的样本。",
            "After detach() or no_grad() no gradient reaches the generator, so its optimizer changes nothing, it stays as it was made, and the discriminator's loss falls to 0. In the generator's step, use samples that are not detached.",
            _MUST_PAGE,
        ),
        _make_rule(
            "mixed-axes",
            "{subject} 把各个轴混在了一起",
            "{subject} mixes the axes",
            "view 和 reshape 只按内存里的次序重新划分，不交换轴。大小对得上，所以不报错，但每个头、每个通道、每一行里都混进了别的位置或别的样本的数值。先按原来的次序拆开，再用 transpose 或 permute；循环层的 h_n 先用 transpose(0, 1)。",
            "view and reshape only divide the values anew in the order of memory and exchange no axes. The sizes fit, so there is no error, and heads, channels or rows hold values of other positions or samples. Split in the order of memory, then transpose or permute; of a recurrent layer's h_n, transpose(0, 1) first.",
            _MUST_PAGE,
        ),
        _make_rule(
            "sqrt-at-zero",
            "对恰好为 0 的距离开平方：{subject}",
            "the root of a distance that is exactly 0: {subject}",
            "每一点到自己的距离是 0，平方根在 0 处的导数是无穷大，乘以 0 就得到 NaN，参数随之全部变成 NaN。先 clamp_min(1e-12)，或使用 torch.cdist。",
            "Each point has the distance 0 to itself, where the derivative of the root is infinite; times 0 it is NaN, and so are all parameters after the step. Use clamp_min(1e-12) first, or torch.cdist.",
            _MUST_PAGE,
        ),
        _make_rule(
            "log-of-softmax",
            "对 {subject} 的结果取对数",
            "the logarithm of a {subject}",
            "很小的概率会舍入成 0，它的对数是负无穷，损失和梯度变成无穷大或 NaN。用 log_softmax() 或 logsigmoid() 从 logits 一步算出。",
            "A small probability is rounded to 0, its logarithm is minus infinity, and the loss and the gradients become infinite or NaN. Compute it from the logits in one step, with log_softmax() or logsigmoid().",
            _MUST_PAGE,
        ),
        _make_rule(
            "inverted-mask",
            "掩码 {subject} 反了：这里的 True 表示{instead}",
            "the mask {subject} is inverted: True means {instead} here",
            "torch.nn 的掩码用 True 标出不参与注意力的位置，scaled_dot_product_attention 的 attn_mask 则用 True 标出参与的位置。反了的掩码让模型只看填充或以后的位置。",
            "The masks of torch.nn mark with True what takes no part in the attention, the attn_mask of scaled_dot_product_attention what does. Inverted, it lets the model see only padding or later positions.",
            _MUST_PAGE,
        ),
        _make_rule(
            "mask-value",
            "softmax 之前用 {subject} 填充被遮住的位置",
            "masked places are filled with {subject} before a softmax",
            'softmax 之后，它们还占着一份权重，因为 exp(0) 等于 1。填入 float("-inf")。',
            'They keep a share after the softmax, since exp(0) is 1. Fill them with float("-inf").',
            _MUST_PAGE,
        ),
        _make_rule(
            "mse-broadcast",
            "{subject} 和 {instead} 一个形状是 (N, 1)，另一个是 (N,)",
            "of {subject} and {instead}, one has the shape (N, 1) and the other (N,)",
            "相减时会广播成 N × N 的矩阵，每个输出都与所有目标比较，模型只学会平均值，PyTorch 最多给出警告。对输出调用 squeeze(-1)，或对目标调用 unsqueeze(-1)。",
            "The difference is broadcast to an N × N matrix, every output is compared with every target, the model learns only the mean, and PyTorch warns at most. Use squeeze(-1) on the output or unsqueeze(-1) on the target.",
        ),
        _make_rule(
            "shared-layer",
            "{subject} 里是同一层，不是几层",
            "{subject} holds one layer several times, not several layers",
            "乘以列表只重复引用，各处共用同一组参数，网络比看上去的小。写 [nn.Linear(8, 8) for _ in range(n)]，每次都造一层新的。",
            "Multiplying a list repeats the reference, so all places share the same parameters, and the network is smaller than it looks. Write [nn.Linear(8, 8) for _ in range(n)], which makes a new layer each time.",
            _MUST_PAGE,
        ),
        _make_rule(
            "uninitialized-parameter",
            "参数 {subject} 没有初始值",
            "the parameter {subject} has no initial values",
            "torch.empty() 不写入数值，参数从内存里原有的内容开始，有时是 NaN，每次运行都可能不同。用 torch.zeros、torch.randn 或 nn.init 里的函数。",
            "torch.empty() writes no values, so the parameter starts with what the memory held, sometimes NaN, and runs differ. Use torch.zeros, torch.randn or a function of nn.init.",
            _MUST_PAGE,
        ),
        _make_rule(
            "batch-first",
            "{instead} 没有设置 batch_first=True，{subject} 取到的不是某一步",
            "{instead} has no batch_first=True, and {subject} takes no step",
            "它的输入和输出默认是 (步, 批, 特征)，第二个轴是批：[:, -1] 取到的是最后一个样本，[:, 0] 是第一个样本。设置 batch_first=True，或取 output[-1]。",
            "Its inputs and outputs are (steps, batch, features) by default and the second axis is the batch: [:, -1] takes the last sample, [:, 0] the first. Pass batch_first=True, or take output[-1].",
            _MUST_PAGE,
        ),
        _make_rule(
            "kl-arguments",
            "kl_div 的参数不对：{subject}",
            "wrong arguments for kl_div: {subject}",
            "F.kl_div 的第一个参数是对数概率，第二个是概率；两个都取了对数时，要写 log_target=True。弄错了不报错，结果可能是负数。",
            "The first argument of F.kl_div holds log-probabilities and the second probabilities; if both are logarithms, pass log_target=True. There is no error otherwise, and the result may be negative.",
            _MUST_PAGE,
        ),
        _make_rule(
            "wrong-dimension",
            "{subject} 在样本之间计算，而不在类别之间",
            "{subject} runs over the samples and not over the classes",
            "一批输出的第 0 维是样本。在类别上计算要写 dim=1 或 dim=-1。",
            "Dimension 0 of a batch of outputs holds the samples. Over the classes it is dim=1 or dim=-1.",
            _MUST_PAGE,
        ),
        _make_rule(
            "target-with-gradient",
            "目标值 {subject} 没有断开计算图",
            "the target {subject} keeps its computation graph",
            "损失的目标应当是给定的数。梯度也流过目标，就会让目标去迁就预测；目标网络的梯度则白算一遍，而且一直累加。放进 no_grad()，或先 detach()。",
            "The target of a loss is taken as given. A gradient through it moves the target toward the prediction; through a target network it is computed for nothing and adds up. Use no_grad(), or detach it.",
            _MUST_PAGE,
        ),
        _make_rule(
            "unshifted-target",
            "输入 {subject} 又是目标，没有错开一个位置",
            "the input {subject} is its own target, without a shift",
            "因果语言模型在每个位置预测下一个词。目标没有错开时，它只要照抄看到的词，损失很快接近 0，却什么也没有学会。用 ids[:, :-1] 作输入，ids[:, 1:] 作目标。",
            "A causal language model predicts the next token at each position. Without the shift it only copies the token that it sees: the loss falls to 0 and nothing is learned. Take ids[:, :-1] as input and ids[:, 1:] as target.",
            _MUST_PAGE,
        ),
        _make_rule(
            "logit-threshold",
            "{subject} 把 logits 当成了概率",
            "{subject} takes logits for probabilities",
            "损失函数收到的是 logits，模型里没有 sigmoid。概率 0.5 对应 logit 0；logit 0.5 对应的概率是 0.62，所以召回率偏低。先用 sigmoid，或与 0 比较；多类的概率用 softmax。",
            "The loss takes the outputs as logits, so the model has no sigmoid. The probability 0.5 is the logit 0, and the logit 0.5 is the probability 0.62, so the recall is too low. Apply sigmoid first or compare with 0; for several classes, apply softmax.",
            _MUST_PAGE,
        ),
        _make_rule(
            "low-precision-weights",
            "{instead} 直接更新 bfloat16 的参数：{subject}",
            "{instead} changes parameters that are bfloat16: {subject}",
            "bfloat16 只有 8 位有效数字（二进制），小于参数千分之几的更新会被舍入掉，参数不再变化，程序却不报错。参数用 float32，只让计算在 torch.autocast 里用 bfloat16。",
            "bfloat16 has 8 significant bits, so an update below a few thousandths of a parameter is rounded away and the parameter stays, without an error. Keep parameters in float32, and compute in bfloat16 under torch.autocast.",
            _MUST_PAGE,
        ),
        _make_rule(
            "shifted-labels",
            "{subject} 已经错开一个位置，模型还会再错开一次",
            "{subject} is shifted by one position, and the model shifts it again",
            "transformers 的因果语言模型收到 labels 时，自己把它们错开一个位置，所以模型学的是预测再下一个词，生成的文本就会跳词。labels 与 input_ids 用同样的词。",
            "A causal language model of transformers shifts its labels itself, so it learns to predict the token after the next and skips words when it generates. Give the same tokens as input_ids and labels.",
            _MUST_PAGE,
        ),
        _make_rule(
            "right-padding",
            "{subject}() 接着右边的填充生成",
            "{subject}() continues behind padding on the right",
            '分词器通常在右边填充，所以除了最长的一条，模型都在填充之后接着写，结果变差，还取决于同一批里有哪些提示。设置 padding_side="left"。',
            'Tokenizers usually pad on the right, so for all prompts but the longest the model continues after padding: the results are worse and depend on what else is in the batch. Set padding_side="left".',
            _MUST_PAGE,
        ),
        _make_rule(
            "traced-branch",
            "跟踪 {subject} 时，条件 {instead} 固定成了样例的结果",
            "tracing {subject} fixes {instead} to what the example gave",
            "torch.jit.trace 只记录样例经过的运算，取决于张量数值的分支和循环次数不会记录下来，别的输入也照样例的路径计算，没有报错。用 torch.export，把分支写成 torch.where 或 torch.cond。",
            "torch.jit.trace records only the operations that the example went through. Branches and numbers of turns that depend on values are gone, and other inputs take the example's way, without an error. Use torch.export, with torch.where or torch.cond for the branch.",
            _MUST_PAGE,
        ),
        _make_rule(
            "inherited-handle",
            "{subject} 在 __init__ 里打开，却在取样本时读取",
            "{subject} is opened in __init__ and read when a sample is taken",
            "工作进程复制的是同一个打开的文件，读取的位置互相干扰，有时报错，有时读到别的样本。在 __getitem__ 里第一次用到时再打开。",
            "The workers copy one open file and move its position under one another, so reads fail or give another sample. Open it in __getitem__, when it is first needed.",
            _MUST_PAGE,
        ),
        _make_rule(
            "copied-generator",
            "{subject} 在 __init__ 里创建，却在取样本时抽取随机数",
            "{subject} is made in __init__ and drawn from when a sample is taken",
            "每个工作进程都复制同一个随机数生成器，抽到的数相同，每一轮又从头开始，增强的样式只有几分之一。使用 torch 的全局生成器，加载器给每个工作进程不同的种子；或在 worker_init_fn 里另建一个。",
            "Every worker copies the same generator, so all draw the same numbers, and the same again in each epoch. Use torch's global generator, which the loader seeds for each worker, or make a new one in worker_init_fn.",
            _MUST_PAGE,
        ),
        _make_rule(
            "unused-ignore",
            "注释 # hanli: ignore[{subject}] {instead}",
            "the comment # hanli: ignore[{subject}] {instead}",
            "写错名字的注释什么也关不掉，多余的注释则会把以后的错误一起藏起来。改正名字，或删掉注释。",
            "A misspelled comment switches nothing off, and a needless one will hide a later mistake. Mend the name, or delete it.",
            _MUST_PAGE,
        ),
    )
}
"""All rules by name, in the order in which the pages treat them."""

STATUS_WORDS = {"zh": {True: "移除", False: "弃用"}, "en": {True: "is removed", False: "is deprecated"}}
SEVERITY_WORDS = {
    "zh": {"error": "错误", "warning": "警告", "style": "风格"},
    "en": {"error": "error", "warning": "warning", "style": "style"},
}
WHY_LABEL = {"zh": "为什么：", "en": "why: "}
SEE_LABEL = {"zh": "详见：", "en": "see: "}
SUBJECT_WORDS = {
    "zh": {
        "list": "列表",
        "dict": "字典",
        "tuple": "元组",
        "never": "从不",
        "outside": "只在它之外",
        "unknown": "里的规则并不存在",
        "without workers": "没有工作进程",
        "with a sampler": "已经有采样器",
        "constructor": "输出和标签被交给了损失的构造函数",
        "swapped": "标签在前，输出在后",
        "mean": "累加了各批的平均值，却除以样本数",
        "hits": "累加了答对的个数，却除以批数",
        "higher": "越大",
        "lower": "越小",
        "batches": "批次",
        "epochs": "轮次",
        "updates": "参数更新次数",
        "batch": "批次",
        "epoch": "轮次",
        "linear": "线性层，却没有经过激活函数",
        "unused": "在这一行什么也没有关掉",
        "added": "这些梯度加进了生成器的一步",
        "wasted": "白算了一遍生成器的梯度",
        "leave": "不参与",
        "probabilities": "第一个是概率，没有取对数",
        "logarithms": "第二个取了对数，却没有写 log_target=True",
        "take": "参与",
    },
    "en": {
        "never": "never cleared",
        "outside": "cleared only outside it",
        "unknown": "names no rule",
        "constructor": "outputs and labels go to the constructor of the loss",
        "swapped": "the labels come first and the outputs second",
        "mean": "adds up means of batches and is divided by the number of samples",
        "hits": "adds up hits and is divided by the number of batches",
        "linear": "a linear layer and no activation",
        "unused": "switches nothing off on its line",
        "added": "and these gradients go into the generator's step",
        "wasted": "and the generator's gradients are computed for nothing",
        "leave": "left out",
        "probabilities": "the first holds probabilities and not their logarithms",
        "logarithms": "the second holds logarithms, without log_target=True",
        "take": "taking part",
    },
}
