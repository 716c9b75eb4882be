"""Whether a value is valid for a schema, as OpenAPI 3.0 and 3.1 say it. A `Schema` and plain data come in, a boolean
goes out.

`oneOf` is read as `anyOf`: that more than one variant holds is no matter here. A schema without `type` that has words
of one type is of that type, as its author meant it. `additionalProperties: false` forbids nothing, since authors mean
all schemas of an `allOf` by it; no value here has members that no schema lists or allows.
"""
import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache

WORDS = [
    ("object", ("properties", "additionalProperties", "required", "patternProperties", "propertyNames")),
    ("array", ("items", "prefixItems", "minItems", "maxItems")),
    ("string", ("pattern", "minLength", "maxLength")),
    ("number", ("minimum", "maximum", "multipleOf", "exclusiveMinimum", "exclusiveMaximum")),
]
FORMATS_AS_TYPES = {
    "date": "string", "date-time": "string", "uuid": "string", "password": "string", "byte": "string", "binary": "string",
    "file": "string", "int32": "integer", "int64": "integer", "float": "number", "double": "number",
}
INTEGERS = {f"{sign}int{bits}": (0 if sign else -(1 << bits - 1), (1 << bits - (not sign)) - 1)
            for bits in (8, 16, 32, 64) for sign in ("", "u")}
FORMATS = {
    "date": r"\d{4}-\d\d-\d\d",
    "date-time": r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[-+]\d\d:\d\d)",
    "uuid": r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}",
    "byte": r"([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?",
}


def types(schema):
    """The types that a schema names or means, without regard to null beside them; `None` for any."""
    named = schema.get("type")
    if isinstance(named, str):
        return {FORMATS_AS_TYPES.get(named, named)}
    if isinstance(named, list):
        return set(named)
    if schema.get("enum") is not None or "const" in schema.node:
        return None
    if any(word in schema.node for word in ("oneOf", "anyOf", "allOf", "$ref", "not", "if")):
        return None
    found = {kind for kind, words in WORDS if any(word in schema.node for word in words)}
    named = FORMATS_AS_TYPES.get(schema.get("format")) if isinstance(schema.get("format"), str) else None
    found |= {named} if named else set()
    return found if len(found) == 1 else None


def format_of(schema):
    named = schema.get("type")
    if isinstance(named, str) and named in FORMATS_AS_TYPES:
        return named
    if schema.get("contentEncoding") == "base64":
        return "byte"
    found = schema.get("format")
    return found if isinstance(found, str) else None


def is_nullable(schema):
    return schema.get("nullable") is True


def kind(value):
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, Decimal)):
        return "integer" if value == int(value) else "number"
    return {str: "string", list: "array", dict: "object"}[type(value)]


def equal(first, second):
    """As JSON, numbers by value."""
    if kind(first) != kind(second):
        return False
    if isinstance(first, list):
        return len(first) == len(second) and all(map(equal, first, second))
    if isinstance(first, dict):
        return first.keys() == second.keys() and all(equal(first[name], second[name]) for name in first)
    return first == second


@lru_cache(maxsize=None)
def regex(pattern):
    """A pattern, or `None` where it is none in Python."""
    try:
        return re.compile(pattern)
    except (re.error, OverflowError, RecursionError, TypeError):
        return None


def valid(schema, value, within=frozenset()):
    if isinstance(schema.node, bool):
        return schema.node
    if not isinstance(schema.node, dict):
        return True
    key = (schema.place, id(value))
    if key in within:
        return True
    if id(value) in schema.known:
        return schema.known[id(value)][1]
    found = holds(schema, value, within | {key})
    if isinstance(value, (dict, list)):
        # The value stays alive with what is known of it, so that its identity is no other's.
        schema.known[id(value)] = value, found
    return found


def holds(schema, value, within):
    target = schema.target()
    if target and not valid(target, value, within):
        return False
    if target and not schema.document.later:
        return True
    if value is None and is_nullable(schema):
        return True
    return own(schema, value) and combined(schema, value, within) and parts(schema, value)


def own(schema, value):
    """What a schema says of a value without other schemas."""
    found = kind(value)
    allowed = types(schema)
    if allowed is not None and found not in allowed and not (found == "integer" and "number" in allowed):
        return False
    listed = schema.get("enum")
    if isinstance(listed, list) and not any(equal(value, item) for item in listed):
        return False
    if "const" in schema.node and not equal(value, schema.node["const"]):
        return False
    format = format_of(schema)
    if found in ("integer", "number"):
        return number(schema, value, format)
    if found == "string":
        pattern = schema.get("pattern")
        pattern = regex(pattern) if isinstance(pattern, str) else None
        if pattern and not pattern.search(value):
            return False
        if format in FORMATS and not re.fullmatch(FORMATS[format], value):
            return False
        return within_limits(schema, len(value), "minLength", "maxLength")
    if found == "array":
        if schema.get("uniqueItems") is True:
            if any(equal(value[a], value[b]) for a in range(len(value)) for b in range(a)):
                return False
        return within_limits(schema, len(value), "minItems", "maxItems")
    if found == "object":
        required = schema.get("required")
        if isinstance(required, list) and not all(name in value for name in required):
            return False
        for name, needed in (schema.get("dependentRequired") or {}).items():
            if name in value and not all(other in value for other in needed):
                return False
        return within_limits(schema, len(value), "minProperties", "maxProperties")
    return True


def is_number(value):
    return isinstance(value, (int, Decimal)) and not isinstance(value, bool)


def within_limits(schema, size, least, most):
    least, most = schema.get(least), schema.get(most)
    return not (is_number(least) and size < least) and not (is_number(most) and size > most)


def bounds(schema):
    """The least and the greatest number, each with whether it is excluded."""
    result = []
    for word, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        bound, other = schema.get(word), schema.get(exclusive)
        sides = [(bound, other is True)] if is_number(bound) else []
        sides += [(other, True)] if is_number(other) else []
        pick = max if word == "minimum" else min
        result.append(pick(sides, key=lambda side: side[0]) if sides else None)
    return result


def number(schema, value, format):
    least, most = bounds(schema)
    if least and (value < least[0] or least[1] and value == least[0]):
        return False
    if most and (value > most[0] or most[1] and value == most[0]):
        return False
    if format in INTEGERS:
        low, high = INTEGERS[format]
        # A bound beyond the format says that it is not meant.
        if not (least and least[0] < low) and value < low or not (most and most[0] > high) and value > high:
            return False
    step = schema.get("multipleOf")
    try:
        return not (is_number(step) and step > 0) or Decimal(value) % Decimal(step) == 0
    except InvalidOperation:
        return False


def combined(schema, value, within):
    if not all(valid(part, value, within) for part in schema.list("allOf")):
        return False
    for word in ("oneOf", "anyOf"):
        variants = schema.list(word)
        if variants and not any(valid(variant, value, within) for variant in variants):
            return False
    if isinstance(schema.get("not"), dict) and schema.get("not") and valid(schema.below("not"), value, within):
        return False
    if "if" in schema.node:
        branch = "then" if valid(schema.below("if"), value, within) else "else"
        if branch in schema.node and not valid(schema.below(branch), value, within):
            return False
    for name, _ in (schema.get("dependentSchemas") or {}).items():
        if isinstance(value, dict) and name in value and not valid(schema.below("dependentSchemas", name), value, within):
            return False
    return True


def parts(schema, value):
    """The members and items of a value."""
    if isinstance(value, list):
        fixed = schema.list("prefixItems")
        if isinstance(schema.get("items"), list):
            variants = schema.list("items")
            return all(any(valid(variant, item) for variant in variants) for item in value)
        if not all(valid(place, item) for place, item in zip(fixed, value)):
            return False
        if "items" in schema.node:
            items = schema.below("items")
            return all(valid(items, item) for item in value[len(fixed):])
    if isinstance(value, dict):
        return all(member_is_valid(schema, name, member) for name, member in value.items())
    return True


def member_is_valid(schema, name, value):
    found = member(schema, name)
    names = schema.below("propertyNames") if "propertyNames" in schema.node else None
    return all(valid(part, value) for part in found) and not (names and not valid(names, name))


def member(schema, name):
    """The schemas that one schema has for a member."""
    found = []
    if name in (schema.get("properties") or {}):
        found.append(schema.below("properties", name))
    for pattern in schema.get("patternProperties") or {}:
        if regex(pattern) and regex(pattern).search(name):
            found.append(schema.below("patternProperties", pattern))
    if not found and schema.get("additionalProperties", False) is not False:
        found.append(schema.below("additionalProperties"))
    return found
