"""A document as plain data, and its schemas by their place. A path comes in; `Schema`s go out, with references followed.

This reading of OpenAPI 3.0 and 3.1 knows nothing of the generator, except how it calls what it brings in from other files.
"""
import functools
import json
import re
from decimal import Decimal
from urllib.parse import unquote

import yaml


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """YAML 1.2, core schema: no dates, no `yes`, keys as they are written, numbers exact."""

    yaml_implicit_resolvers = {}

    def construct_mapping(self, node, deep=False):
        return {
            key.value if isinstance(key, yaml.ScalarNode) else str(key): self.construct_object(value, deep=True)
            for key, value in node.value
        }

    def integer(self, node):
        return int(node.value, 0) if node.value[:2] in ("0x", "0o") else int(node.value)

    def decimal(self, node):
        return Decimal(node.value) if re.search(r"\d", node.value) else float(node.value.replace(".", "").lower())


for tag, pattern, first in [
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)", "-+.0123456789"),
]:
    Loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), list(first))
Loader.add_constructor("tag:yaml.org,2002:int", Loader.integer)
Loader.add_constructor("tag:yaml.org,2002:float", Loader.decimal)
Loader.add_constructor("tag:yaml.org,2002:map", lambda loader, node: loader.construct_mapping(node))


def read(path):
    text = path.read_text(encoding="utf-8-sig")
    if path.suffix == ".json" or text.lstrip().startswith("{") and path.suffix not in (".yaml", ".yml"):
        return json.loads(text, parse_float=Decimal)
    return yaml.load(text, Loader)


def tokens(pointer):
    return [token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]]


def join(pointer, *words):
    return pointer + "".join("/" + str(word).replace("~", "~0").replace("/", "~1") for word in words)


class Schema:
    """A Schema Object and its place."""

    __slots__ = ("document", "file", "pointer", "node", "place", "inner", "known")

    def __init__(self, document, file, pointer, node):
        self.document, self.file, self.pointer, self.node = document, file, pointer, node
        self.place = (file, pointer)
        self.inner = {}
        # Values that were found valid or not, by their identity.
        self.known = {}

    def get(self, word, default=None):
        return self.node.get(word, default) if isinstance(self.node, dict) else default

    def below(self, *words):
        """The schema at these words."""
        if words not in self.inner:
            node = self.node
            for word in words:
                node = node[word]
            self.inner[words] = self.document.schema(self.file, join(self.pointer, *words), node)
        return self.inner[words]

    def list(self, word):
        value = self.get(word)
        return [self.below(word, index) for index in range(len(value))] if isinstance(value, list) else []

    def map(self, word):
        value = self.get(word)
        return {name: self.below(word, name) for name in value} if isinstance(value, dict) else {}

    def target(self):
        """What it refers to, or `None`."""
        reference = self.get("$ref")
        return self.document.follow(reference, self.file) if isinstance(reference, str) else None


class Document:
    def __init__(self, path):
        self.path = path.resolve()
        self.files = {self.path: read(self.path)}
        self.root = self.files[self.path]
        self.later = not str(self.root.get("openapi", "")).startswith("3.0")
        self.schemas, self.followed = {}, {}

    def schema(self, file, pointer, node):
        key = (file, pointer)
        if key not in self.schemas:
            self.schemas[key] = Schema(self, file, pointer, node)
        return self.schemas[key]

    def open(self, path):
        if path not in self.files:
            self.files[path] = read(path)
        return self.files[path]

    def follow(self, reference, file):
        """The schema that a reference of a file leads to, or `None`."""
        key = (reference, file)
        if key not in self.followed:
            self.followed[key] = self.find(reference, file)
        return self.followed[key]

    def find(self, reference, file):
        path, _, fragment = reference.partition("#")
        try:
            file = (file.parent / unquote(path)).resolve() if path else file
            for pointer in (fragment, unquote(fragment)):
                found = self.walk(file, pointer)
                if found:
                    return found
        except (OSError, ValueError, yaml.YAMLError):
            pass
        return None

    def walk(self, file, pointer, hops=8):
        """What is at a pointer, through references on the way."""
        if pointer and not pointer.startswith("/"):
            return None
        node, here = self.open(file), ""
        for token in tokens(pointer):
            while isinstance(node, dict) and token not in node and isinstance(node.get("$ref"), str):
                found = self.follow(node["$ref"], file) if hops else None
                hops -= 1
                if not found:
                    return None
                file, here, node = found.file, found.pointer, found.node
            if isinstance(node, dict) and token in node:
                node = node[token]
            elif isinstance(node, list) and token.isdigit() and int(token) < len(node):
                node = node[int(token)]
            else:
                return None
            here = join(here, token)
        return self.schema(file, here, node)

    def at(self, pointer):
        """The schema that the generator knows by this pointer, or `None`."""
        found = self.walk(self.path, pointer)
        if found or not pointer.startswith("/components/"):
            return found
        _, kind, name, *rest = tokens(pointer)
        target = self.brought.get(name)
        return target and self.walk(target.file, target.pointer + join("", *rest))

    @functools.cached_property
    def brought(self):
        """What references beyond the components lead to, by the name that it gets as a component."""
        names, pending = {}, [self.path]
        seen = set(pending)
        while pending:
            file = pending.pop(0)
            for reference in references(self.open(file)):
                target = self.follow(reference, file)
                if not target:
                    continue
                if target.file not in seen:
                    seen.add(target.file)
                    pending.append(target.file)
                parts = tokens(target.pointer)
                if len(parts) > 1 and parts[-2] in ("responses", "parameters", "requestBodies", "headers"):
                    continue
                words = [word for word in parts if word not in STRUCTURE]
                names.setdefault(" ".join(words) or target.file.stem, target)
        return names

    @functools.cached_property
    def components(self):
        """The components that are schemas, by name."""
        listed = (self.root.get("components") or {}).get("schemas") or {}
        return {name: self.walk(self.path, join("/components/schemas", name)) for name in listed}

    @functools.cached_property
    def children(self):
        """The components that extend another by `allOf`, by the place of that."""
        found = {}
        for schema in self.components.values():
            for part in schema.list("allOf"):
                target = part.target()
                if target:
                    found.setdefault(target.place, []).append(schema)
        return found


def text(value):
    """A value as JSON, numbers as they are."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, list):
        return "[" + ",".join(map(text, value)) + "]"
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(name)}:{text(member)}" for name, member in value.items()) + "}"
    return json.dumps(value, ensure_ascii=False)


STRUCTURE = set(
    "components schemas properties items definitions paths content schema parameters responses requestBodies headers "
    "application/json $defs".split()
)


def references(node):
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)
