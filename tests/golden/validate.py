"""validate.py SCHEMA FILE.jsonl... -- checks results against the schema.

Every line of a file must be one object that the schema allows, with its keys
in the order of `required`, its amounts in plain decimals, and no key twice.
Prints `file:line: place: what is wrong` for each fault; ends with 1 if there
is one. Knows the part of JSON Schema 2020-12 that the schema uses and refuses
any other word, so that no condition is passed over in silence.
"""
import json
import re
import sys

IGNORED = {"$schema", "$id", "$defs", "title", "description"}


class Plain(float):
    """A number that remembers how it was written."""

    def __new__(cls, text):
        self = super().__new__(cls, text)
        self.text = text
        return self


def is_type(value, name):
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return {"object": isinstance(value, dict),
            "array": isinstance(value, list),
            "string": isinstance(value, str),
            "boolean": isinstance(value, bool),
            "null": value is None,
            "number": number,
            "integer": number and isinstance(value, int)}[name]


def same(value, expected):
    """Equal as JSON: true is not 1."""
    return type(value) is type(expected) and value == expected


class Validator:
    """Checks values; each check_* method knows one word of the schema."""

    def __init__(self, schema):
        self.root = schema

    def check(self, schema, value, place):
        """The faults of a value, as sentences."""
        faults = []
        for word, rule in schema.items():
            if word in IGNORED:
                continue
            method = getattr(self, "check_" + word.lstrip("$"), None)
            if method is None:
                raise ValueError(f"the schema uses {word}, which is unknown")
            faults += method(rule, value, place, schema)
        return faults

    def check_ref(self, rule, value, place, _):
        target = self.root
        for part in rule.removeprefix("#/").split("/"):
            target = target[part]
        return self.check(target, value, place)

    def check_type(self, rule, value, place, _):
        names = [rule] if isinstance(rule, str) else rule
        if any(is_type(value, name) for name in names):
            return []
        return [f"{place}: {value!r} is no {' or '.join(names)}"]

    def check_enum(self, rule, value, place, _):
        if any(same(value, one) for one in rule):
            return []
        return [f"{place}: {value!r} is none of {rule}"]

    def check_const(self, rule, value, place, _):
        return self.check_enum([rule], value, place, None)

    def check_pattern(self, rule, value, place, _):
        if not isinstance(value, str) or re.search(rule, value):
            return []
        return [f"{place}: {value!r} does not match {rule}"]

    def check_minLength(self, rule, value, place, _):
        if not isinstance(value, str) or len(value) >= rule:
            return []
        return [f"{place}: the text is empty"]

    def check_maxLength(self, rule, value, place, _):
        if not isinstance(value, str) or len(value) <= rule:
            return []
        return [f"{place}: {value!r} is longer than {rule} characters"]

    def check_minimum(self, rule, value, place, _):
        if not is_type(value, "number") or value >= rule:
            return []
        return [f"{place}: {value} is less than {rule}"]

    def check_required(self, rule, value, place, _):
        if not isinstance(value, dict):
            return []
        faults = [f"{place}: no {key}" for key in rule if key not in value]
        order = [key for key in value if key in rule]
        if not faults and order != rule and place != "$.fields":
            faults.append(f"{place}: keys in the order {order}")
        return faults

    def check_properties(self, rule, value, place, _):
        if not isinstance(value, dict):
            return []
        return [fault for key, one in rule.items() if key in value
                for fault in self.check(one, value[key], f"{place}.{key}")]

    def check_additionalProperties(self, rule, value, place, schema):
        if not isinstance(value, dict):
            return []
        known = schema.get("properties", {})
        others = [key for key in value if key not in known]
        if rule is False:
            return [f"{place}: {key} is no key of ours" for key in others]
        return [fault for key in others
                for fault in self.check(rule, value[key], f"{place}.{key}")]

    def check_items(self, rule, value, place, _):
        if not isinstance(value, list):
            return []
        return [fault for i, item in enumerate(value)
                for fault in self.check(rule, item, f"{place}[{i}]")]

    def check_anyOf(self, rule, value, place, _):
        branches = [self.check(one, value, place) for one in rule]
        return [] if [] in branches else min(branches, key=len)

    def check_oneOf(self, rule, value, place, _):
        branches = [self.check(one, value, place) for one in rule]
        if branches.count([]) > 1:
            return [f"{place}: more than one case of oneOf holds"]
        return [] if [] in branches else min(branches, key=len)


def no_key_twice(pairs):
    keys = [key for key, _ in pairs]
    for key in keys:
        if keys.count(key) > 1:
            raise ValueError(f"the key {key} stands twice")
    return dict(pairs)


def plain_faults(value, place):
    """Numbers that are not written as plain decimals."""
    if isinstance(value, Plain):
        good = re.fullmatch(r"-?(0|[1-9]\d*)\.\d+", value.text)
        return [] if good else [f"{place}: {value.text} is no plain decimal"]
    parts = {}
    if isinstance(value, dict):
        parts = {f"{place}.{key}": one for key, one in value.items()}
    elif isinstance(value, list):
        parts = {f"{place}[{i}]": one for i, one in enumerate(value)}
    return [fault for name, one in parts.items()
            for fault in plain_faults(one, name)]


def line_faults(validator, line):
    try:
        value = json.loads(line, parse_float=Plain, parse_constant=Plain,
                           object_pairs_hook=no_key_twice)
    except ValueError as reason:
        return [f"$: {reason}"]
    faults = validator.check(validator.root, value, "$")
    if isinstance(value, dict) and "fields" in value \
            and list(value)[-1] != "fields":
        faults.append("$: fields is not the last key")
    return faults + plain_faults(value, "$")


def main(schema, files):
    with open(schema, encoding="utf-8") as file:
        validator = Validator(json.load(file))
    failed = False
    for name in files:
        with open(name, encoding="utf-8", newline="\n") as file:
            for number, line in enumerate(file, 1):
                for fault in line_faults(validator, line):
                    print(f"{name}:{number}: {fault}")
                    failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit("usage: validate.py SCHEMA FILE.jsonl...")
    sys.exit(main(sys.argv[1], sys.argv[2:]))
