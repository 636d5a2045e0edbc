"""A parsed file, and what `hanli.lint` asks of it: what a name really is, and what kind of thing an expression makes.

Nothing is run and torch is not imported. A name is followed through imports and simple assignments; where it is a
parameter or comes from elsewhere, its spelling decides (`optimizer`, `model`, `val_loader`), as for a human reader.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from hanli.lint.reading.flow import Flow

_Node = TypeVar("_Node", bound=ast.AST)
_Answer = TypeVar("_Answer")

Found = tuple[ast.AST, str, str]
"""Where, and what fills `{subject}` and `{instead}` of the rule's text."""

Function = ast.FunctionDef | ast.AsyncFunctionDef
Loop = ast.For | ast.AsyncFor | ast.While
_Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
_SCOPES = (
    ast.Module,
    ast.ClassDef,
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.Lambda,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.GeneratorExp,
)

# What a name means that the file itself never binds: pages often leave the imports out.
_CUSTOMARY_NAMES = {
    "torch": "torch",
    "nn": "torch.nn",
    "F": "torch.nn.functional",
    "optim": "torch.optim",
    "torchvision": "torchvision",
    "np": "numpy",
    "DataLoader": "torch.utils.data.DataLoader",
    "GradScaler": "torch.amp.GradScaler",
    "pl": "pytorch_lightning",
}
_SPELLINGS = [
    (re.compile(r"(.*_)?(model|net|network)"), "module"),
    (re.compile(r"(.*_)?(optimizer|optim|opt)|(optimizer|opt)_.*"), "optimizer"),
    (re.compile(r"(.*_)?(scheduler|sched)"), "scheduler"),
    (re.compile(r"(grad_)?scaler"), "scaler"),
    (re.compile(r".*loader|(.*_)?dl|(.*_)?batches|(data|train|val|valid|test)_iter"), "loader"),
    (re.compile(r"criterion|crit|loss_(fn|func|function)"), "loss-function"),
    (re.compile(r".*sampler"), "sampler"),
]
_LOSSES = re.compile(r"torch\.nn\.functional\.(.*_loss|cross_entropy|binary_cross_entropy.*|kl_div)")
_KINDS_OF_LOSSES = {
    "CrossEntropyLoss": "cross-entropy",
    "BCEWithLogitsLoss": "bce-logits",
    "NLLLoss": "nll",
    "BCELoss": "bce",
}
_TENSOR_CREATORS = re.compile(
    r"torch\.(tensor|as_tensor|from_numpy|rand|randn|randint|randperm|zeros|ones|full|empty|eye|arange|linspace|"
    r"rand_like|randn_like|zeros_like|ones_like|full_like|empty_like|stack|cat|concat|hstack|vstack|where|matmul|mm|"
    r"exp|log|sqrt|tanh|sigmoid|relu|softmax|sum|mean|max|min|Tensor|FloatTensor|LongTensor|nn\.functional\.\w+)"
)
_KIND_PRESERVING_METHODS = {
    "to",
    "cuda",
    "cpu",
    "train",
    "eval",
    "float",
    "half",
    "double",
    "bfloat16",
    "contiguous",
    "clone",
    "compile",
}
_GRAPH_CUTTING_METHODS = {
    "detach",
    "item",
    "numpy",
    "tolist",
    "backward",
    "size",
    "dim",
    "numel",
    "argmax",
    "state_dict",
    "parameters",
}
# What one may call on a module and gets no output of the model from.
_BOOKKEEPING = re.compile(
    r"(named_)?(parameters|buffers|modules|children)|(load_)?state_dict|zero_grad|apply|extra_repr|"
    r"(register|add|get|set|save|load|push|log|print|configure|freeze|unfreeze|init|reset|fit|compile|share|test|evaluate|"
    r"validate|score|accuracy)(_\w+)?"
)
# Libraries whose models and optimizers are not PyTorch's, though they carry the same names.
_FOREIGN_LIBRARIES = re.compile(
    r"(sklearn|tensorflow|keras|xgboost|lightgbm|jax|flax|optax|pandas|numpy|scipy|argparse|json|onnx\w*)\b"
)


@dataclass(frozen=True)
class Binding:
    """One way in which a scope binds a name: `import`, `value`, `loop`, `parameter`, `define` or `other`.

    `place` is the name's place in a loop's tuple, as of `p` in `for name, p in …`.
    """

    how: str
    node: ast.AST | None = None
    target: str = ""
    place: int | None = None


def _remember(find: Callable[[Source, _Node], _Answer]) -> Callable[[Source, _Node], _Answer]:
    """Let a method find its answer once for each node: the rules ask the same of the same nodes again and again."""

    @wraps(find)
    def find_once(source: Source, node: _Node) -> _Answer:
        """The answer, from the first time that it was asked for."""
        known: dict[ast.AST, Any] = source.answers.setdefault(find.__name__, {})
        try:
            answer: _Answer = known[node]
        except KeyError:
            answer = known[node] = find(source, node)
        return answer

    return find_once


class Source:
    """A file as a tree, with parents, scopes and the names that they bind.

    Args:
        text: The file.

    Raises:
        SyntaxError: It is not Python.

    Source: <https://docs.python.org/3/library/ast.html>
    """

    def __init__(self, text: str) -> None:
        self.tree = ast.parse(text)
        self.nodes = list(ast.walk(self.tree))
        self.parents = {child: node for node in self.nodes for child in ast.iter_child_nodes(node)}
        self.bindings: dict[ast.AST, dict[str, list[Binding]]] = {}
        self.attributes: dict[tuple[ast.AST, str], list[ast.expr]] = {}
        self._numbered: list[Binding] = []
        self._bound_by: dict[ast.AST, list[tuple[str, int]]] = {}
        self._binders: dict[int, ast.AST] = {}
        for node in self.nodes:
            self._bind_names(node)
        self.bound = {name for names in self.bindings.values() for name in names}
        self.calls = [node for node in self.nodes if isinstance(node, ast.Call)]
        self.functions = [node for node in self.nodes if isinstance(node, Function)]
        self._by_name: dict[tuple[str, bool], list[Function]] = {}
        for one in self.functions:
            self._by_name.setdefault((one.name, self._is_method(one)), []).append(one)
        self.classes = {node.name: node for node in self.nodes if isinstance(node, ast.ClassDef)}
        self.answers: dict[str, dict[ast.AST, Any]] = {}
        self._busy: set[ast.AST] = set()
        self._sites: dict[ast.AST, list[ast.Call]] | None = None
        self._kinds: dict[ast.AST, str | None] = {}
        self.no_grad_everywhere = any(
            self.resolve_name(call.func) == "torch.set_grad_enabled"
            and isinstance(self.parents[call], ast.Expr)
            and isinstance(self.find_function(call), ast.Module)
            and _has_false_argument(call)
            for call in self.calls
        )

    # -- where a node stands -------------------------------------------------------------------------------------

    def walk_ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        """The nodes around this one, from inside out."""
        while node in self.parents:
            node = self.parents[node]
            yield node

    def find_scope(self, node: ast.AST) -> ast.AST:
        """The scope that the node stands in."""
        return next((one for one in self.walk_ancestors(node) if isinstance(one, _SCOPES)), self.tree)

    def find_function(self, node: ast.AST) -> Function | ast.Module:
        """The function that the node stands in, or the file."""
        return next((one for one in self.walk_ancestors(node) if isinstance(one, Function)), self.tree)

    def find_class(self, node: ast.AST) -> ast.ClassDef | None:
        """The class that the node stands in."""
        return next((one for one in self.walk_ancestors(node) if isinstance(one, ast.ClassDef)), None)

    @_remember
    def find_loops(self, node: ast.AST) -> list[Loop]:
        """The loops around the node in its function, from inside out; what a loop runs over is not inside it."""
        found: list[Loop] = []
        inner = node
        for one in self.walk_ancestors(node):
            if isinstance(one, Function | ast.Lambda):
                break
            if isinstance(one, Loop) and inner is not getattr(one, "iter", None) and inner not in one.orelse:
                found.append(one)
            inner = one
        return found

    @_remember
    def find_reachable_nodes(self, start: ast.AST) -> list[ast.AST]:
        """The nodes of a function, loop or file, with those of the functions of this file that it calls."""
        found: list[ast.AST] = []
        waiting, seen = [start], {start}
        while waiting:
            for node in walk_inside(waiting.pop()):
                found.append(node)
                if isinstance(node, ast.Call):
                    for callee in self.find_callees(node):
                        if callee not in seen:
                            seen.add(callee)
                            waiting.append(callee)
        return found

    def find_callees(self, call: ast.Call) -> list[Function]:
        """The functions of this file that a call may mean, by name."""
        called = call.func
        if isinstance(called, ast.Name):
            return self._by_name.get((called.id, False), [])
        if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) and called.value.id == "self":
            return self._by_name.get((called.attr, True), [])
        return []

    def find_call_sites(self, function: ast.AST) -> list[ast.Call]:
        """The calls of a function in this file."""
        if self._sites is None:
            self._sites = {}
            for call in self.calls:
                for callee in self.find_callees(call):
                    self._sites.setdefault(callee, []).append(call)
        return self._sites.get(function, [])

    def find_arguments(self, argument: ast.AST | None) -> list[ast.expr]:
        """What the calls of this file pass for an argument of a function; empty if one of them cannot be told."""
        function = self.parents.get(self.parents.get(argument, self.tree)) if argument is not None else None
        if not isinstance(function, Function) or not isinstance(argument, ast.arg):
            return []
        places = [*function.args.posonlyargs, *function.args.args]
        found: list[ast.expr] = []
        for call in self.find_call_sites(function):
            bound = isinstance(call.func, ast.Attribute)  # of a method, self is passed already
            place = places.index(argument) - bound if argument in places else -1
            value = get_keyword(call, argument.arg)
            if value is None and 0 <= place < len(call.args) and not has_open_arguments(call):
                value = call.args[place]
            if value is None:
                return []
            found.append(value)
        return found

    def find_values(self, node: ast.AST | None) -> list[ast.expr]:
        """What a name or an attribute of `self` stands for, also as an argument; empty if one way cannot be told."""
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self":
            return self.attributes.get((self.find_class(node) or self.tree, node.attr), [])
        found: list[ast.expr] = []
        for one in self.find_bindings(node) or [] if isinstance(node, ast.Name) else []:
            given = self.find_arguments(one.node) if one.how == "parameter" else []
            if one.how == "value" and isinstance(one.node, ast.expr):
                given = [one.node]
            if not given:
                return []
            found.extend(given)
        return found

    def is_augmented(self, node: ast.AST | None) -> bool:
        """Whether a binding is that of `x += …`, which keeps the array or the list."""
        return node is not None and isinstance(self.parents.get(node), ast.AugAssign)

    def _is_method(self, function: Function) -> bool:
        return isinstance(self.parents.get(function), ast.ClassDef)

    # -- names ---------------------------------------------------------------------------------------------------

    def resolve_name(self, node: ast.AST | None) -> str:
        """What a name or a chain of attributes really is, as `torch.nn.Linear`; empty if it cannot be told."""
        return self._resolve(node) if isinstance(node, ast.Attribute | ast.Name) else ""

    @_remember
    def _resolve(self, node: ast.Attribute | ast.Name) -> str:
        """What such a name or chain is."""
        if isinstance(node, ast.Attribute):
            base = self.resolve_name(node.value)
            return f"{base}.{node.attr}" if base else ""
        bindings = self.find_bindings(node)
        if bindings is None:
            return _CUSTOMARY_NAMES.get(node.id, "") if node.id not in self.bound else ""
        targets = {one.target for one in bindings}
        return targets.pop() if len(targets) == 1 else ""

    @_remember
    def find_bindings(self, node: ast.Name) -> list[Binding] | None:
        """How the nearest scope that binds the name binds it; None if none of the file does.

        Of several bindings, those count that may be in force where the name stands, as far as `Flow` can follow.
        """
        inner = True
        for scope in [one for one in self.walk_ancestors(node) if isinstance(one, _SCOPES)]:
            if (inner or not isinstance(scope, ast.ClassDef)) and node.id in self.bindings.get(scope, {}):
                reaching = self._follow_scope(scope).get(node) if inner else None
                return [self._numbered[one] for one in sorted(reaching)] if reaching else self.bindings[scope][node.id]
            inner = inner and isinstance(scope, _Comprehension)
        return None

    def find_binder(self, binding: Binding) -> ast.AST | None:
        """The node that makes a binding: of an assignment or a loop, the name on its left."""
        return self._binders.get(id(binding))

    @_remember
    def _follow_scope(self, scope: ast.AST) -> dict[ast.Name, frozenset[int]]:
        """For the names that a function, class or file reads, the numbers of the bindings that may be in force."""
        if not isinstance(scope, Function | ast.ClassDef | ast.Module):
            return {}
        flow = Flow(lambda node: self._bound_by.get(node, ()))
        state: dict[str, frozenset[int]] | None = {}
        for one in ast.walk(scope.args) if isinstance(scope, Function) else ():
            if isinstance(one, ast.arg):
                state = flow.bind(one, state)
        flow.follow(scope.body, state)
        return flow.reaching

    def resolve_callee(self, node: ast.AST | None) -> str:
        """What a call calls, as `torch.stack`; empty if the node is no call, or it cannot be told."""
        return self.resolve_name(node.func) if isinstance(node, ast.Call) else ""

    def uses_torch(self) -> bool:
        """Whether the file is about PyTorch at all."""
        targets = {one.target for names in self.bindings.values() for many in names.values() for one in many}
        loose = {node.id for node in self.nodes if isinstance(node, ast.Name)} - self.bound
        return any(
            re.match(r"(torch|torchvision|pytorch_lightning|lightning|functorch)\b", one) for one in targets
        ) or (bool(loose & {"torch", "nn", "F"}))

    # -- kinds ---------------------------------------------------------------------------------------------------

    def infer_kind(self, node: ast.AST | None) -> str | None:
        """What an expression makes: module, optimizer, scheduler, loader, loss, output, parameter, tensor, …"""
        if node is None or node in self._busy or len(self._busy) > 60:
            return None  # a circle, as in `x = x + 1`: its other values decide
        if node not in self._kinds:
            self._busy.add(node)
            self._kinds[node] = self._infer_new_kind(node)
            self._busy.remove(node)
        return self._kinds[node]

    def _infer_new_kind(self, node: ast.AST) -> str | None:
        """The kind of an expression that was not asked for before."""
        match node:
            case ast.Name():
                return self._infer_kind_of_name(node)
            case ast.Attribute(value=ast.Name(id="self"), attr=attr):
                values = self.attributes.get((self.find_class(node) or self.tree, attr), [])
                return self._find_agreed_kind(values) if values else guess_kind(attr)
            case ast.Attribute(value=base, attr="weight" | "bias"):
                return "parameter" if self.infer_kind(base) == "module" or isinstance(base, ast.Attribute) else None
            case ast.Attribute(value=base, attr="data"):
                return "tensor" if self.infer_kind(base) else None
            case ast.Attribute(value=base, attr=attr):
                kind = self.infer_kind(base)
                if kind == "module":
                    return "module" if attr != "device" else None
                return "loss" if kind == "output" and attr == "loss" else guess_kind(attr)
            case ast.Subscript(value=base):
                kind = self.infer_kind(base)
                return kind if kind in {"output", "tensor", "loss"} else "tensor" if kind == "parameter" else None
            case ast.BinOp(left=left, right=right):
                return self._pick_strongest_kind(self.infer_kind(left), self.infer_kind(right))
            case ast.IfExp(body=body, orelse=orelse):
                return self._pick_strongest_kind(self.infer_kind(body), self.infer_kind(orelse))
            case ast.Await(value=value) | ast.NamedExpr(value=value):
                return self.infer_kind(value)
            case ast.Call():
                return self._infer_kind_of_call(node)
        return None

    @staticmethod
    def _pick_strongest_kind(left: str | None, right: str | None) -> str | None:
        """Of the kinds of two operands, the one that the result has."""
        for kind in ("loss", "output", "parameter", "tensor", "ndarray"):
            if kind in (left, right):
                return "tensor" if kind == "parameter" else kind
        return None

    def _find_agreed_kind(self, values: list[ast.expr]) -> str | None:
        kinds = {self.infer_kind(value) for value in values} - {None}
        return kinds.pop() if len(kinds) == 1 else None

    def _infer_kind_of_name(self, node: ast.Name) -> str | None:
        """The kind of what a name stands for: by what binds it, else by its spelling."""
        bindings = self.find_bindings(node)
        if bindings is None:
            return guess_kind(node.id) if node.id not in _CUSTOMARY_NAMES else None
        values = [one.node for one in bindings if one.how == "value" and isinstance(one.node, ast.expr)]
        how = {one.how for one in bindings} - {"value"}
        if values and how:  # bound in several ways: believe it only if the spelling says the same
            kind = self._find_agreed_kind(values)
            return kind if kind == guess_kind(node.id) else None
        if values:
            told = self._find_agreed_kind(values)
            said = guess_kind(node.id)
            if told is None and all(self._is_unexplained(value, said) for value in values):
                return said
            return told
        if how == {"loop"}:
            return "parameter" if any(self._runs_over_parameters(one) for one in bindings) else None
        return guess_kind(node.id) if how <= {"parameter", "other", "loop", "import"} else None

    def _is_unexplained(self, value: ast.expr, said: str | None) -> bool:
        """Whether a value comes from a call that the file does not explain, so that the spelling may decide."""
        if self.infer_kind(value) is not None:
            return False
        if not isinstance(value, ast.Call):  # a list of batches is as good as a loader
            return said == "loader" and isinstance(value, ast.Name | ast.List | ast.ListComp)
        if isinstance(value.func, ast.Name) and value.func.id in self.classes:
            return False
        name = self.resolve_name(value.func)
        return not (_FOREIGN_LIBRARIES.match(name) or name.startswith(("torch.", "torchvision.")))

    @staticmethod
    def _runs_over_parameters(binding: Binding) -> bool:
        """Whether a loop hands out parameters under this name: `parameters()`, also in `zip`, `enumerate`, with names."""
        match binding.node:
            case ast.Call(func=ast.Attribute(attr="parameters")):
                return binding.place in {None, 0}
            case ast.Subscript(slice=ast.Constant(value="params")):  # of an optimizer's group
                return binding.place is None
            case ast.Call(func=ast.Attribute(attr="named_parameters")):
                return binding.place == 1
            case ast.Call(func=ast.Name(id="zip"), args=args) if binding.place is not None and binding.place < len(
                args
            ):
                return get_last_name(getattr(args[binding.place], "func", args[0])) == "parameters"
            case ast.Call(func=ast.Name(id="enumerate"), args=[first, *_]):
                return binding.place == 1 and get_last_name(getattr(first, "func", first)) == "parameters"
        return False

    def _infer_kind_of_call(self, call: ast.Call) -> str | None:
        """The kind of what a call returns."""
        name = self.resolve_name(call.func)
        if name:
            return self._infer_kind_of_torch_call(name, call)
        if isinstance(call.func, ast.Name) and call.func.id in self.classes:
            made = self.classes[call.func.id]
            if self._descends_from(made, r"torch\.optim\.(optimizer\.)?[A-Z]\w*"):
                return "optimizer"
            return "module" if self.is_module(made) else None
        if len(own := self.find_callees(call)) == 1:
            return self._infer_returned_kind(own[0])
        if isinstance(call.func, ast.Attribute) and self.infer_kind(call.func.value) == "module":
            attr = call.func.attr
            if attr in _KIND_PRESERVING_METHODS or attr == "requires_grad_":
                return "module"
            return None if _BOOKKEEPING.fullmatch(attr) else "output"
        callee = self.infer_kind(call.func)
        if callee == "module":
            return "module" if isinstance(call.func, ast.Name) and re.match(r"[A-Z][a-z]", call.func.id) else "output"
        if callee in {"loss-function", *_KINDS_OF_LOSSES.values()}:
            return "loss"
        if isinstance(call.func, ast.Call) and re.fullmatch(r"torch\.nn\.\w+Loss", self.resolve_callee(call.func)):
            return "loss"
        if isinstance(call.func, ast.Attribute):
            base = self.infer_kind(call.func.value)
            attr = call.func.attr
            if attr == "requires_grad_":
                return "parameter" if base in {"tensor", "parameter"} and not _has_false_argument(call) else base
            if attr in _KIND_PRESERVING_METHODS:
                return "tensor" if attr != "requires_grad_" and base == "parameter" else base
            if base in {"loss", "output", "tensor", "parameter"}:
                return None if attr in _GRAPH_CUTTING_METHODS else "tensor" if base == "parameter" else base
        return None

    def _infer_returned_kind(self, function: Function) -> str | None:
        """What a function of the file gives back, if its returns agree; nothing recorded is no loss and no output."""
        given = [one.value for one in ast.walk(function) if isinstance(one, ast.Return) and one.value is not None]
        told = self._find_agreed_kind(given)
        return None if told in {"loss", "output"} and self.is_without_gradients(given[0]) else told

    def _infer_kind_of_torch_call(self, name: str, call: ast.Call) -> str | None:
        """The kind of what a function or class of a library returns, by its full name."""
        if name.startswith("numpy."):
            return "ndarray"
        if name == "copy.deepcopy":
            return "module" if call.args and self.infer_kind(call.args[0]) == "module" else None
        if name.startswith("torch.optim.lr_scheduler."):
            return "plateau" if name.endswith("ReduceLROnPlateau") else "scheduler"
        if name.startswith("torch.optim."):
            return "optimizer"
        if name.startswith("torch.nn.utils.") or name.startswith("torch.nn.init."):
            return None
        if name.endswith(".DataLoader"):
            return "loader"
        if name.endswith(".GradScaler"):
            return "scaler"
        if name.endswith("DistributedSampler"):
            return "sampler"
        if name == "torch.load":
            return "loaded"
        if _LOSSES.fullmatch(name):
            return "loss"
        if name == "torch.nn.Parameter":
            return "parameter"
        if re.fullmatch(r"torch\.nn\.\w+Loss", name):
            last = name.rpartition(".")[2]
            return _KINDS_OF_LOSSES.get(last, "loss-function")
        if re.fullmatch(
            r"torch\.(nn|nn\.parallel)\.[A-Z]\w*|torchvision\.models\.(\w+\.)?[a-z]\w+|torch\.compile|"
            r"timm\.create_model",
            name,
        ):
            return "module"
        if _TENSOR_CREATORS.fullmatch(name):
            if any(one.arg == "requires_grad" and _is_true(one.value) for one in call.keywords):
                return "parameter"
            return (
                self._pick_strongest_kind(*(self.infer_kind(one) for one in [*call.args[:2], None, None][:2]))
                or "tensor"
            )
        return None

    def is_module(self, node: ast.ClassDef) -> bool:
        """Whether a class of the file is an `nn.Module`, itself or through another class of the file."""
        layer = r"torch\.nn\.(?!(Uninitialized)?(Parameter|Buffer)\b)[A-Z]\w*"
        return self._descends_from(node, layer) or self.is_lightning(node)

    def is_lightning(self, node: ast.ClassDef) -> bool:
        """Whether a class of the file is a `LightningModule`, itself or through another class of the file."""
        return self._descends_from(node, r"(pytorch_lightning|lightning(\.pytorch)?)(\.core(\.\w+)?)?\.LightningModule")

    def is_data_set(self, node: ast.ClassDef) -> bool:
        """Whether a class of the file is a data set for a loader, itself or through another class of the file."""
        return self._descends_from(
            node, r"torch\.utils\.data(\.dataset)?\.(Iterable)?Dataset|torchvision\.datasets(\.\w+)?\.VisionDataset"
        )

    def _descends_from(self, node: ast.ClassDef, pattern: str) -> bool:
        """Whether a class derives, in whatever number of steps, from one whose name fits the pattern."""
        seen: set[str] = set()
        waiting = [node]
        while waiting:
            one = waiting.pop()
            for base in one.bases:
                if re.fullmatch(pattern, self.resolve_name(base)):
                    return True
                if isinstance(base, ast.Name) and base.id in self.classes and base.id not in seen:
                    seen.add(base.id)
                    waiting.append(self.classes[base.id])
        return False

    def calls_module(self, call: ast.Call) -> bool:
        """Whether a call passes something through a module, and does not keep its books as `state_dict` does."""
        if isinstance(call.func, ast.Attribute) and _BOOKKEEPING.fullmatch(call.func.attr):
            return False
        if isinstance(call.func, ast.Attribute) and call.func.attr in _KIND_PRESERVING_METHODS | {"requires_grad_"}:
            return False
        if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Call):
            return False  # `model.state_dict().items()`
        if isinstance(call.func, ast.Name) and re.match(r"[A-Z][a-z]", call.func.id):
            return False  # a class makes a module, and is none
        return self.infer_kind(call.func) == "module"

    def find_methods(self, name: str) -> list[Function]:
        """The methods of this name in the modules of the file."""
        return [
            one
            for one in self.functions
            if one.name == name and isinstance(parent := self.parents.get(one), ast.ClassDef) and self.is_module(parent)
        ]

    # -- gradients and loops -------------------------------------------------------------------------------------

    def is_without_gradients(self, node: ast.AST) -> bool:
        """Whether nothing is recorded where the node stands: `no_grad`, `inference_mode`, as `with` or decorator.

        A function whose every call in this file stands so records nothing either.
        """
        if self.no_grad_everywhere or self._is_around_without_gradients(node):
            return True
        function = self.find_function(node)
        if function in self._busy or not isinstance(function, Function):
            return False
        sites = self.find_call_sites(function)
        self._busy.add(function)
        try:
            return bool(sites) and all(self.is_without_gradients(site) for site in sites)
        finally:
            self._busy.remove(function)

    def _is_around_without_gradients(self, node: ast.AST) -> bool:
        """Whether a `with` or a decorator around the node turns the recording off."""
        for one in self.walk_ancestors(node):
            if isinstance(one, ast.With | ast.AsyncWith):
                if any(self._turns_gradients_off(item.context_expr) for item in one.items):
                    return True
            elif isinstance(one, Function) and any(self._turns_gradients_off(mark) for mark in one.decorator_list):
                return True
        return False

    def _turns_gradients_off(self, node: ast.expr) -> bool:
        """Whether a decorator or context manager switches the recording off."""
        called = node.func if isinstance(node, ast.Call) else node
        last = called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""
        if last in {"no_grad", "inference_mode"}:
            return not (isinstance(node, ast.Call) and _has_false_argument(node))
        return last == "set_grad_enabled" and isinstance(node, ast.Call) and _has_false_argument(node)

    def runs_over_loader(self, loop: ast.AST) -> bool:
        """Whether a loop runs over the batches of a data loader, also through `enumerate`, `tqdm`, `zip`, `islice`."""
        runs = getattr(loop, "iter", None)
        waiting = [runs] if isinstance(runs, ast.expr) else []
        while waiting:
            one = waiting.pop()
            if self.infer_kind(one) == "loader":
                return True
            if isinstance(one, ast.Call) and get_last_name(one.func) in {
                "enumerate",
                "tqdm",
                "zip",
                "islice",
                "iter",
                "track",
            }:
                waiting.extend(one.args)
        return False

    # -- how scopes bind names -----------------------------------------------------------------------------------

    def _bind_names(self, node: ast.AST) -> None:
        """Note the names that a node binds in its scope."""
        match node:
            case ast.Import(names=names):
                for alias in names:
                    target = alias.name if alias.asname else alias.name.partition(".")[0]
                    self._add_binding(node, alias.asname or target, Binding("import", node, target))
            case ast.ImportFrom(module=module, names=names, level=level):
                for alias in names:
                    target = f"{module}.{alias.name}" if module and not level else ""
                    self._add_binding(node, alias.asname or alias.name, Binding("import", node, target))
            case ast.Assign(targets=targets, value=value):
                for one in targets:
                    self._bind_assignment(one, value)
            case ast.AnnAssign(value=ast.expr()) | ast.AugAssign() | ast.NamedExpr():
                self._bind_assignment(node.target, node.value)
            case ast.For(target=target, iter=runs) | ast.AsyncFor(target=target, iter=runs):
                self._bind_loop_target(target, runs)
            case ast.comprehension(target=target, iter=runs):
                self._bind_loop_target(target, runs)
            case ast.withitem(optional_vars=ast.expr() as target):
                self._bind_loop_target(target, None)
            case ast.ExceptHandler(name=str() as name):
                self._add_binding(node, name, Binding("other"))
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                self._add_binding(node, name, Binding("define", node))
            case ast.arg(arg=name):
                self._add_binding(node, name, Binding("parameter", node))

    def _add_binding(self, node: ast.AST, name: str, binding: Binding) -> None:
        """Note that a node binds a name in its scope, and in which order."""
        self.bindings.setdefault(self.find_scope(node), {}).setdefault(name, []).append(binding)
        self._bound_by.setdefault(node, []).append((name, len(self._numbered)))
        self._binders[id(binding)] = node
        self._numbered.append(binding)

    def _bind_assignment(self, target: ast.expr, value: ast.expr | None) -> None:
        """Note what an assignment binds: names, also of tuples, and attributes of `self`."""
        match target:
            case ast.Name(id=name):
                self._add_binding(target, name, Binding("value" if value is not None else "other", value))
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                values = value.elts if isinstance(value, ast.Tuple) and len(value.elts) == len(parts) else None
                for index, part in enumerate(parts):
                    self._bind_assignment(part, values[index] if values else None)
            case ast.Attribute(value=ast.Name(id="self"), attr=attr) if value is not None:
                self.attributes.setdefault((self.find_class(target) or self.tree, attr), []).append(value)

    def _bind_loop_target(self, target: ast.expr, runs: ast.expr | None) -> None:
        """Note the names that a loop hands out, with their places in its tuple."""
        places = {part: index for index, part in enumerate(getattr(target, "elts", []))}
        for one in ast.walk(target):
            if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store):
                self._add_binding(
                    one, one.id, Binding("loop" if runs is not None else "other", runs, place=places.get(one))
                )


def walk_inside(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes in a function, loop or file; a file's functions and classes are not entered, closures are."""
    if not isinstance(node, ast.Module):
        yield from ast.walk(node)
        return
    for statement in node.body:
        if not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield from ast.walk(statement)


def is_conditional(source: Source, node: ast.AST, loop: ast.AST) -> bool:
    """Whether an `if` stands between the node and its loop, so that it does not happen at every turn."""
    for one in source.walk_ancestors(node):
        if one is loop:
            return False
        if isinstance(one, ast.If) and node is not one.test:  # the test itself is computed at every turn
            return True
        node = one
    return False


def excludes(source: Source, node: ast.AST, other: ast.AST) -> bool:
    """Whether two nodes of a function never run in the same turn: an `if` parts them, or one's branch leaves before."""
    around = {one: inner for inner, one in _pair_with_parents(source, node)}
    for inner, one in _pair_with_parents(source, other):
        if one in around and isinstance(one, ast.If):
            branches = {_find_branch(one, inner), _find_branch(one, around[one])}
            return branches == {"body", "orelse"}
        if one in around:
            first, last = sorted([inner, around[one]], key=lambda part: getattr(part, "lineno", 0))
            return first is not last and _leaves(first, other if first is inner else node)
    return False


def _pair_with_parents(source: Source, node: ast.AST) -> Iterator[tuple[ast.AST, ast.AST]]:
    """The nodes around a node, each with its part that the node stands in."""
    for one in source.walk_ancestors(node):
        yield node, one
        node = one


def _find_branch(node: ast.If, part: ast.AST) -> str:
    return "body" if part in node.body else "orelse" if part in node.orelse else "test"


def _leaves(statement: ast.AST, node: ast.AST) -> bool:
    """Whether the branch of an `if` statement in which a node stands leaves the loop or the function."""
    if not isinstance(statement, ast.If):
        return False
    for branch in (statement.body, statement.orelse):
        if any(node is one for part in branch for one in ast.walk(part)):
            return isinstance(branch[-1], ast.Return | ast.Continue | ast.Break | ast.Raise)
    return False


def get_last_name(node: ast.AST) -> str:
    """The last part of a name: `backward` of `loss.backward`."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def guess_kind(name: str) -> str | None:
    """What a name says about itself, where nothing else does."""
    return next((kind for pattern, kind in _SPELLINGS if pattern.fullmatch(name.lower())), None)


def get_keyword(call: ast.Call, name: str) -> ast.expr | None:
    """The value of a keyword argument, or None."""
    return next((one.value for one in call.keywords if one.arg == name), None)


def list_calls(nodes: Iterable[ast.AST], name: str) -> list[ast.Call]:
    """The calls of a method of this name."""
    return [
        one
        for one in nodes
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute) and one.func.attr == name
    ]


def list_of_kind(source: Source, nodes: Iterable[ast.AST], name: str, kind: str) -> list[ast.Call]:
    """The calls of a method on something of a kind."""
    return [one for one in list_calls(nodes, name) if source.infer_kind(get_receiver(one)) == kind]


def get_receiver(call: ast.Call) -> ast.expr | None:
    """What a method is called on: `loss` of `loss.backward()`."""
    return call.func.value if isinstance(call.func, ast.Attribute) else None


def has_open_arguments(call: ast.Call) -> bool:
    """Whether a call passes `*arguments` or `**options`, so that one cannot tell what is missing."""
    return any(one.arg is None for one in call.keywords) or any(isinstance(one, ast.Starred) for one in call.args)


def _is_true(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is True


def _has_false_argument(call: ast.Call) -> bool:
    """Whether a call passes `False`, by place or by name."""
    return any(
        isinstance(one, ast.Constant) and one.value is False for one in [*call.args, *(k.value for k in call.keywords)]
    )
