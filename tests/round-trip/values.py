"""Values of a schema: all variants of its unions, nulls, absent members, boundary numbers. A `Schema` comes in, `Made`
values go out, the same for the same seed. Nothing of the generator is known here.

A schema and what it combines by `allOf` and references become one list of schemas that must all hold; a union multiplies
such a list by its variants. What a list says of one type is then made into values.
"""
import random
import re
import re._constants as sre
import re._parser as sre_parser
import zlib
from collections import Counter
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import islice, zip_longest

import valid as rules
from document import text
from valid import equal, valid

# How many optional members an object has, and how many values are made of a member, by the depth it is at.
MEMBERS = [1000, 16, 4, 1]
LIMITS = [None, 12, 4, 2, 1]
# How deep required members may lie.
DEEPEST = 12
# How many combinations of the variants of several unions are tried.
COMBINATIONS = 64

DATE_TIMES = ["2024-02-29T12:34:56Z", "1970-01-01T00:00:00.123Z", "2038-01-19T03:14:08Z", "0001-01-01T00:00:00Z"]
FORMATS = {
    "date": ["2024-02-29", "0001-01-01", "9999-12-31"],
    "date-time": DATE_TIMES,
    "uuid": ["67e55044-10b1-426f-9247-bb680e5fe0c8", "00000000-0000-0000-0000-000000000000"],
    "byte": ["aGVsbG8=", "", "+/8="],
    "email": ["someone@example.com"],
    "uri": ["https://example.com/a%20b?c=d#e"],
    "url": ["https://example.com/a%20b?c=d#e"],
    "uri-reference": ["/a/b?c=d"],
    "hostname": ["example.com"],
    "ipv4": ["192.0.2.1"],
    "ipv6": ["2001:db8::1"],
    "time": ["12:34:56Z"],
    "duration": ["P1DT2H"],
    "regex": ["^a+$"],
    "json-pointer": ["/a/0"],
}
TEXTS = ["text", "", 'Zoë "q" \\ /\n☃', "1", "true", "2024-01-01T10:00:00+02:00", "2024-01-01", "null"]
INTEGERS = [1, 0, -1, 2**31 - 1, -(2**31), 2**53 + 1, 2**63 - 1, -(2**63), Decimal("7.0")]
NUMBERS = [Decimal(text) for text in ("0.1", "0", "-1", "123456789.5", "1E+300", "-0.5", "1E-7", "3")]
ANY = [
    "text",
    {"key": [1, None, {"": "x"}]},
    Decimal("1.5"),
    [],
    True,
    0,
    {},
]
UNLISTED = "x-unlisted"
ABSENT = object()


class Unsatisfiable(Exception):
    """No value was found for a schema; the argument says why."""


@dataclass
class Made:
    """A value, and the places of the schemas that it was made from where they are variants of the outermost union."""

    value: object
    variant: frozenset = None
    unlisted: bool = False


@dataclass
class Conjunction:
    """Schemas that must all hold."""

    nodes: list = field(default_factory=list)
    seen: set = field(default_factory=set)
    unions: list = field(default_factory=list)
    # Of each discriminator what `Maker.tag` needs to tell its values.
    tags: dict = field(default_factory=dict)
    # Of the first union: the places of the chosen variant, and of those of unions inside of it.
    variant: frozenset = None
    # Whether there are unions beside one another.
    several: bool = False

    def copy(self):
        return replace(
            self, nodes=list(self.nodes), seen=set(self.seen), unions=list(self.unions), tags=dict(self.tags)
        )


class Maker:
    def __init__(self, document, seed=1, most=40):
        self.document, self.seed, self.most = document, seed, most
        # What was made of a list of schemas at a depth.
        self.memory = {}
        self.given_up = Counter()
        # Names of members that are required and have no schema.
        self.undeclared = set()

    def values(self, schema):
        """The values of a schema that are tried; those that turn out to be invalid are counted in `given_up`."""
        by_variant = {}
        for made in self.make((schema,), 0):
            # A type is nullable where it is used.
            if made.value is not None:
                by_variant.setdefault((made.variant, made.unlisted), {}).setdefault(text(made.value), made)
        share = max(3, self.most // max(1, len(by_variant)))
        for group in by_variant.values():
            for made in spread(list(group.values()), share):
                if made.unlisted or valid(schema, made.value):
                    yield made
                else:
                    self.given_up["not valid after all"] += 1

    # Lists of schemas

    def conjunctions(self, schemas):
        """The lists of schemas that a list means, one for each combination of variants."""
        start = Conjunction()
        for schema in schemas:
            self.include(start, schema, schema, polymorphic=True)
        yield from islice(self.chosen(start), COMBINATIONS)

    def include(self, into, schema, entry, polymorphic):
        """Adds a schema and all that it combines. `entry` is the schema that it is a part of by `allOf`."""
        node = schema.node
        if node is False:
            raise Unsatisfiable("false")
        if not isinstance(node, dict) or schema.place in into.seen:
            return
        into.seen.add(schema.place)
        if "$ref" in node:
            target = schema.target()
            if not target:
                raise Unsatisfiable("reference that leads nowhere")
            self.include(into, target, target if entry is schema else entry, polymorphic)
            if not self.document.later:
                return
        into.nodes.append(schema)
        for part in schema.list("allOf"):
            self.include(into, part, entry, polymorphic=False)
        for word in ("oneOf", "anyOf"):
            if schema.list(word):
                into.unions.append((schema, word, schema.list(word), into.variant is not None))
        discriminator = schema.get("discriminator")
        if isinstance(discriminator, dict) and not schema.list("oneOf") and not schema.list("anyOf"):
            children = self.heirs(schema)
            if polymorphic and children:
                into.unions.append((schema, "children", children, into.variant is not None))
            elif children and entry.place != schema.place:
                note_tag(into, schema, entry, [])

    def heirs(self, base):
        """The schemas that a base with a discriminator stands for: those that extend it, and those that it maps to."""
        found = {}
        pending = [base]
        while pending:
            for child in self.document.children.get(pending.pop().place, []):
                if child.place not in found:
                    found[child.place] = child
                    pending.append(child)
        for target in self.mapped(base.get("discriminator"), base.file).values():
            found.setdefault(target.place, target)
        found.pop(base.place, None)
        return list(found.values())

    def mapped(self, discriminator, file):
        """What the names of a mapping lead to."""
        found = {}
        for name, reference in (discriminator.get("mapping") or {}).items():
            if not isinstance(reference, str):
                continue
            target = self.document.components.get(reference) or self.document.follow(reference, file)
            if target:
                found[name] = target
        return found

    def tag(self, name, owner, variant, siblings):
        """The values of a discriminator that stand for a variant: those that are named, and the variant's own."""
        discriminator = owner.get("discriminator")
        places = {schema.place for schema in chain(variant)}
        mapped = [tag for tag, target in self.mapped(discriminator, owner.file).items() if target.place in places]
        # The name of a schema stands for it unless it is mapped to another (OpenAPI 3.0.4, section "Discriminator Object").
        mapping = discriminator.get("mapping") or {}
        listed = self.document.components.items()
        implicit = [name for name, schema in listed if schema and schema.place in places and name not in mapping]
        # Constants of the variant's own: one, or several where no other variant has them.
        own = self.constants((variant,), name)
        others = [value for other in siblings if other.place not in places for value in self.constants((other,), name)]
        alone = [value for value in own if not any(equal(value, other) for other in others)]
        fallback = own if not mapped and (len(own) == 1 or len(alone) == len(own)) else []
        if siblings and not (mapped or implicit or fallback):
            raise Unsatisfiable("variant that the discriminator cannot name")
        return mapped + [tag for tag in implicit if tag not in mapped], fallback

    def constants(self, schemas, name):
        """The values that a member can have, where they are listed."""
        into = Conjunction()
        try:
            for schema in schemas:
                self.include(into, schema, schema, polymorphic=False)
        except Unsatisfiable:
            return []
        return listed([part for node in into.nodes for part in members(node, name)], self) or []

    def chosen(self, conjunction):
        """A list with each combination of the variants of its unions."""
        if not conjunction.unions:
            yield conjunction
            return
        owner, word, variants, nested = conjunction.unions.pop(0)
        # A variant that extends the union's owner stands for itself.
        came_from = [
            variant for variant in variants if (variant.target() or variant).place in conjunction.seen - {owner.place}
        ]
        found = False
        for variant in came_from or variants:
            branch = conjunction.copy()
            branch.several |= branch.variant is not None and not nested
            branch.variant = (branch.variant or frozenset()) | {schema.pointer for schema in chain(variant)}
            try:
                note_tag(branch, owner, variant, variants)
                self.include(branch, variant, variant, polymorphic=word != "children")
            except Unsatisfiable as reason:
                self.given_up[str(reason)] += 1
                continue
            for result in self.chosen(branch):
                found = True
                yield result
        if not found:
            raise Unsatisfiable("no variant")

    # Values

    def make(self, schemas, depth):
        """Values that all schemas of a list allow, the most typical first."""
        key = (tuple(schema.place for schema in schemas), depth)
        if key not in self.memory:
            # What contains itself meets this entry.
            self.memory[key] = Unsatisfiable("contains itself")
            try:
                self.memory[key] = list(self.made(schemas, depth))
            except Unsatisfiable as reason:
                self.memory[key] = reason
        found = self.memory[key]
        if isinstance(found, Unsatisfiable):
            raise Unsatisfiable(*found.args)
        return found

    def made(self, schemas, depth):
        if depth > DEEPEST:
            raise Unsatisfiable("too deep")
        groups, reason = [], None
        for conjunction in self.conjunctions(schemas):
            try:
                groups.append(list(self.of_conjunction(conjunction, depth)))
            except Unsatisfiable as problem:
                reason = problem
                if depth == 0 and conjunction.variant:
                    self.given_up[f"variant: {problem}"] += 1
        nulls = (made for group in groups for made in group if made.value is None)
        if depth > 0 and not any(nulls) and all(valid(schema, None) for schema in schemas):
            groups.append([Made(None)])
        found = [made for row in zip_longest(*groups) for made in row if made]
        if not found:
            raise reason or Unsatisfiable("no value")
        if depth == 0:
            found += self.unlisted(schemas)
        else:
            found = [made for made in found if all(valid(schema, made.value) for schema in schemas)]
            if not found:
                raise Unsatisfiable("not valid after all")
        limit = limit_at(depth)
        return found if limit is None else list(spread(found, max(limit, min(len(groups), 8))))

    def unlisted(self, schemas):
        """What the document does not list and a server may send one day."""
        into = Conjunction()
        for schema in schemas:
            self.include(into, schema, schema, polymorphic=True)
        values = listed(into.nodes, self)
        if values and len(values) > 1 and all(isinstance(value, (str, type(None))) for value in values):
            return [Made(UNLISTED, unlisted=True)]
        for owner, _, variants, _ in into.unions[:1]:
            discriminator = owner.get("discriminator") if len(variants) > 1 else None
            if isinstance(discriminator, dict) and isinstance(discriminator.get("propertyName"), str):
                # With the members that all have, and one that only a new variant has.
                try:
                    common = self.object_values(Conjunction(into.nodes), 0)[0]
                except Unsatisfiable:
                    common = {}
                return [Made({**common, discriminator["propertyName"]: UNLISTED, "more": [1]}, unlisted=True)]
        return []

    def of_conjunction(self, conjunction, depth):
        nodes = conjunction.nodes
        values = listed(nodes, self)
        if values is not None:
            values = [value for value in values if all(own(node, value) for node in nodes)]
        else:
            values = self.of_types(conjunction, depth)
        if not values:
            raise Unsatisfiable("no value of the type")
        for value in values:
            yield Made(value, None if conjunction.several else conjunction.variant)

    def of_types(self, conjunction, depth):
        nodes = conjunction.nodes
        allowed = None
        for node in nodes:
            named = rules.types(node)
            if named is not None:
                if "number" in named:
                    named = named | {"integer"}
                allowed = named if allowed is None else allowed & named
        objects = [node for node in nodes if any(word in node.node for word in rules.WORDS[0][1])]
        if allowed is None and (objects or conjunction.tags):
            allowed = {"object"}
        if allowed is None:
            return [value for value in ANY if all(own(node, value) for node in nodes)]
        groups, reason = [], Unsatisfiable("types that exclude each other")
        for name in [kind for kind in TYPES if kind in allowed]:
            if name == "integer" and "number" in allowed:
                continue
            try:
                groups.append(getattr(self, f"{name}_values")(conjunction, depth))
            except Unsatisfiable as problem:
                reason = problem
        values = [value for row in zip_longest(*groups, fillvalue=ABSENT) for value in row if value is not ABSENT]
        if not values:
            raise reason
        return values

    def null_values(self, conjunction, depth):
        return [None]

    def boolean_values(self, conjunction, depth):
        return [True, False]

    def integer_values(self, conjunction, depth):
        return self.numbers(conjunction.nodes, INTEGERS, 1)

    def number_values(self, conjunction, depth):
        formats = {rules.format_of(node) for node in conjunction.nodes}
        pool = [number for number in NUMBERS if not ("float" in formats and abs(number) > Decimal("1E+38"))]
        if formats & {"int64", "decimal"}:
            return self.numbers(conjunction.nodes, pool + [2**53 + 1], Decimal("0.5"))
        # A number without a format of integers is read as a double, and compared by value.
        return [it for it in self.numbers(conjunction.nodes, pool, Decimal("0.5")) if Decimal(repr(float(it))) == it]

    def numbers(self, nodes, pool, step):
        pool = list(pool)
        for node in nodes:
            for bound in rules.bounds(node):
                if bound:
                    pool += [bound[0], bound[0] + step, bound[0] - step]
            multiple = node.get("multipleOf")
            if rules.is_number(multiple):
                pool += [multiple, multiple * 3]
        # What is no number of 64 bits is no integer that JSON is used for.
        pool = [number for number in pool if not isinstance(number, int) or -(2**63) <= number < 2**64]
        return unique(number for number in pool if all(own(node, number) for node in nodes))

    def string_values(self, conjunction, depth):
        nodes = conjunction.nodes
        formats = [rules.format_of(node) for node in nodes if rules.format_of(node)]
        pool = next((FORMATS[name] for name in formats if name in FORMATS), TEXTS)
        patterns = [node.get("pattern") for node in nodes if isinstance(node.get("pattern"), str)]
        patterns = [pattern for pattern in patterns if rules.regex(pattern)]
        least = max([node.get("minLength") for node in nodes if rules.is_number(node.get("minLength"))], default=0)
        most = min([node.get("maxLength") for node in nodes if rules.is_number(node.get("maxLength"))], default=64)
        pool = pool + ["a" * int(min(least, 100_000)), "a" * int(min(most, 64))]
        fitting = [text for text in pool if all(own(node, text) for node in nodes)]
        if patterns and len(fitting) < 2:
            random_source = random.Random(self.seed ^ zlib.crc32(patterns[0].encode()))
            tries = (from_pattern(patterns[0], random_source) for _ in range(60))
            tries = [text for text in tries if text is not None and all(own(node, text) for node in nodes)]
            fitting += tries[:2]
        if not fitting:
            raise Unsatisfiable("pattern" if patterns else "length")
        return unique(fitting)

    def array_values(self, conjunction, depth):
        nodes = conjunction.nodes
        least = max([node.get("minItems") for node in nodes if rules.is_number(node.get("minItems"))], default=0)
        most = min([node.get("maxItems") for node in nodes if rules.is_number(node.get("maxItems"))], default=64)
        if least > 64 or least > most:
            raise Unsatisfiable("size of a list")
        is_unique = any(node.get("uniqueItems") is True for node in nodes)
        fixed = max((node.list("prefixItems") for node in nodes), key=len, default=[])
        if fixed:
            head = [[made.value for made in self.make((place,), depth + 1)] for place in fixed]
            length = max(map(len, head))
            return [[column[index % len(column)] for column in head] for index in range(length)]
        # A list of schemas is of an earlier draft: the first stands for all.
        items = [node.list("items")[0] for node in nodes if node.list("items")]
        items += [node.below("items") for node in nodes if not isinstance(node.get("items", []), list)]
        lists = [[]] if least == 0 else []
        if most > 0 and (depth < 6 or least > 0):
            try:
                pool = unique(made.value for made in self.make(tuple(items), depth + 1)) if items else ANY
                long = max(least, min(most, len(pool)))
                lists.insert(0, [pool[index % len(pool)] for index in range(int(long))])
                lists += [[value] * int(max(least, 1)) for value in pool[: 40 if depth == 0 else 2]]
            except Unsatisfiable:
                if least > 0:
                    raise
        return [value for value in lists if not is_unique or len(value) == len(unique(value))]

    def object_values(self, conjunction, depth):
        nodes = conjunction.nodes
        required = [name for node in nodes for name in required_members(node)]
        names = unique([name for node in nodes for name in node.map("properties")] + required + list(conjunction.tags))
        columns = {}
        most = [node.get("maxProperties") for node in nodes if rules.is_number(node.get("maxProperties"))]
        spare = min([MEMBERS[depth] if depth < len(MEMBERS) else 0, *(most - len(required) for most in most)])
        for name in names:
            needed = name in required or name in conjunction.tags
            if not needed and spare <= 0:
                continue
            try:
                columns[name] = (self.member_values(conjunction, name, depth), needed)
                spare -= not needed
            except Unsatisfiable as reason:
                if needed:
                    raise Unsatisfiable(f"member: {reason}") from None
                self.given_up[f"optional member: {reason}"] += 1
        columns.update(self.extra_columns(nodes, names, depth))
        values = [{name: column[0] for name, (column, _) in columns.items()}]
        if not all(needed for _, needed in columns.values()):
            values.append({name: column[0] for name, (column, needed) in columns.items() if needed})
        for index in range(1, max((len(column) for column, _ in columns.values()), default=0) + 1):
            value = {}
            for name, (column, needed) in columns.items():
                # Each member goes through its values at its own pace, and an optional one is left out once.
                choices = column if needed else [*column, ABSENT]
                member = choices[(index + (zlib.crc32(name.encode()) ^ self.seed) % 7) % len(choices)]
                if member is not ABSENT:
                    value[name] = member
            values.append(value)
        return values

    def member_values(self, conjunction, name, depth):
        schemas = [part for node in conjunction.nodes for part in members(node, name)]
        if name not in conjunction.tags:
            if not schemas:
                self.undeclared.add(name)
                return list(ANY)
            return unique(made.value for made in self.make(tuple(schemas), depth + 1))
        named, fallback = self.tag(name, *conjunction.tags[name])
        fitting = [tag for tag in named if all(valid(schema, tag) for schema in schemas)]
        constants = listed(schemas, self)
        if fitting:
            return fitting
        if fallback:
            return fallback
        if named and constants is not None:
            raise Unsatisfiable("tag that the discriminator does not name")
        return unique(made.value for made in self.make(tuple(schemas), depth + 1)) if schemas else list(ANY)

    def extra_columns(self, nodes, names, depth):
        """Members that are not listed, where the document says what they are."""
        columns = {}
        if depth >= len(MEMBERS) or any(node.get("additionalProperties") is False for node in nodes):
            return columns
        for node in nodes:
            for pattern in node.get("patternProperties") or {}:
                key = from_pattern(pattern, random.Random(self.seed))
                if key and rules.regex(pattern) and rules.regex(pattern).search(key):
                    columns[key] = node.below("patternProperties", pattern)
            for word in ("additionalProperties", "unevaluatedProperties"):
                said = node.get(word)
                if said is True or isinstance(said, dict):
                    for key in self.keys(nodes):
                        columns[key] = node.below(word)
        if not names and not columns:
            return {key: (list(ANY), False) for key in self.keys(nodes)}
        found = {}
        for key, schema in columns.items():
            # Other schemas of the list have their say as well.
            parts = [part for node in nodes for part in rules.member(node, key)] or [schema]
            said = tuple(part for part in parts if part.node and isinstance(part.node, dict))
            if key in names:
                continue
            try:
                made = [one.value for one in self.make(said, depth + 1)] if said else ANY
                found[key] = (unique(made), False)
            except Unsatisfiable as reason:
                self.given_up[f"additional member: {reason}"] += 1
        return found

    def keys(self, nodes):
        """Names that no schema lists."""
        for node in nodes:
            if isinstance(node.get("propertyNames"), dict):
                try:
                    made = self.make((node.below("propertyNames"),), DEEPEST)
                except Unsatisfiable:
                    return []
                return [one.value for one in made if isinstance(one.value, str)][:2]
        return ["x-extra", "Zoë 1"]


TYPES = ("object", "array", "string", "number", "integer", "boolean", "null")


def note_tag(into, owner, variant, siblings):
    """Notes that a discriminator stands for a variant."""
    discriminator = owner.get("discriminator")
    if isinstance(discriminator, dict) and isinstance(discriminator.get("propertyName"), str):
        into.tags[discriminator["propertyName"]] = (owner, variant, siblings)


def limit_at(depth):
    return LIMITS[depth] if depth < len(LIMITS) else 1


def own(node, value):
    return value is None and rules.is_nullable(node) or rules.own(node, value)


def chain(schema):
    """A schema, and those that it refers to one after another."""
    found = []
    while schema and schema not in found:
        found.append(schema)
        schema = schema.target()
    return found


def members(node, name):
    """The schemas for a member that has a name of its own in some schema of the list."""
    found = rules.member(node, name)
    if any(part.node is False for part in found):
        raise Unsatisfiable("member that is forbidden")
    return [part for part in found if isinstance(part.node, dict)]


def required_members(node):
    required = node.get("required")
    return [name for name in required if isinstance(name, str)] if isinstance(required, list) else []


def listed(schemas, maker):
    """The values that an enumeration or a constant leaves, or `None` where there is neither."""
    found, seen, pending = None, set(), list(schemas)
    while pending:
        schema = pending.pop(0)
        if schema.place in seen or not isinstance(schema.node, dict):
            continue
        seen.add(schema.place)
        target = schema.target()
        pending += [target] if target else []
        if target and not maker.document.later:
            continue
        pending += schema.list("allOf")
        values = schema.get("enum") if isinstance(schema.get("enum"), list) else None
        if "const" in schema.node:
            values = [schema.node["const"]]
        if values is not None:
            values = values + [None] * (rules.is_nullable(schema) and None not in values)
            found = values if found is None else [one for one in found if any(equal(one, other) for other in values)]
    return None if found is None else unique(found)


def unique(values):
    kept = []
    for value in values:
        if not any(type(value) is type(other) and equal(value, other) for other in kept):
            kept.append(value)
    return kept


def spread(values, most):
    """The first few and then some of the rest, evenly."""
    if len(values) <= most:
        return values
    head = values[: max(1, most // 2)]
    rest = values[len(head):]
    tail = most - len(head)
    return head + [rest[index * len(rest) // tail] for index in range(tail)]


def from_pattern(pattern, source):
    """A text that a pattern describes, or `None`."""
    try:
        return written(sre_parser.parse(pattern), source, {})
    except (re.error, KeyError, OverflowError, RecursionError, ValueError):
        return None


CATEGORIES = {
    sre.CATEGORY_DIGIT: "0123456789",
    sre.CATEGORY_WORD: "abcXYZ019_",
    sre.CATEGORY_SPACE: " ",
    sre.CATEGORY_NOT_DIGIT: "aZ-",
    sre.CATEGORY_NOT_WORD: "-. ",
    sre.CATEGORY_NOT_SPACE: "aZ0-",
}


def written(parsed, source, groups):
    text = ""
    for operator, argument in parsed:
        if operator is sre.LITERAL:
            text += chr(argument)
        elif operator is sre.NOT_LITERAL:
            text += "a" if chr(argument) != "a" else "b"
        elif operator is sre.ANY:
            text += source.choice("aZ0-")
        elif operator is sre.IN:
            text += one_of(argument, source)
        elif operator is sre.BRANCH:
            text += written(source.choice(argument[1]), source, groups)
        elif operator is sre.SUBPATTERN:
            part = written(argument[3], source, groups)
            groups[argument[0]] = part
            text += part
        elif operator in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            least, most, inner = argument
            most = min(int(most), int(least) + source.choice((0, 1, 3)))
            text += "".join(written(inner, source, groups) for _ in range(source.randint(int(least), max(int(least), most))))
        elif operator is sre.GROUPREF:
            text += groups[argument]
        elif operator not in (sre.AT, sre.ASSERT, sre.ASSERT_NOT):
            raise ValueError(operator)
    return text


def one_of(choices, source):
    if choices[0][0] is sre.NEGATE:
        wrong = re.compile("[" + "".join(map(escaped, choices[1:])) + "]")
        fitting = [char for char in "aZ09-_ .é" if not wrong.match(char)]
        return source.choice(fitting)
    operator, argument = source.choice(choices)
    if operator is sre.LITERAL:
        return chr(argument)
    if operator is sre.RANGE:
        return chr(source.randint(*argument))
    return source.choice(CATEGORIES[argument])


def escaped(choice):
    operator, argument = choice
    if operator is sre.LITERAL:
        return re.escape(chr(argument))
    if operator is sre.RANGE:
        return f"{re.escape(chr(argument[0]))}-{re.escape(chr(argument[1]))}"
    return {sre.CATEGORY_DIGIT: r"\d", sre.CATEGORY_WORD: r"\w", sre.CATEGORY_SPACE: r"\s",
            sre.CATEGORY_NOT_DIGIT: r"\D", sre.CATEGORY_NOT_WORD: r"\W", sre.CATEGORY_NOT_SPACE: r"\S"}[argument]
