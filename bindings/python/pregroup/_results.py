"""What a result holds; docs/result.md tells what each member means.

The names are those of the JSON. What is unknown is None; amounts are Decimal.
"""
import json
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from functools import lru_cache
from typing import (Any, Dict, Optional, Tuple, Union, get_args, get_origin,
                    get_type_hints)

Number = Optional[Decimal]
Text = Optional[str]


@dataclass(frozen=True)
class Record:
    source: str
    index: int
    line: int
    dialect: Text
    encoding: Text
    case_no: Text
    admission: Text


@dataclass(frozen=True)
class Pack:
    region: str
    scheme: str
    generation: str
    digest: str


@dataclass(frozen=True)
class Finding:
    rule: str
    severity: str  # "error" "warning" "info"
    field: Text
    tag: Text
    index: Optional[int]
    line: Optional[int]
    value: Text
    message: str
    advice: Text
    basis: Text
    title: Text
    verified: bool
    digest: Text = None  # digest=True; None for an error


@dataclass(frozen=True)
class Candidate:
    group: str
    name: Text
    kind: str
    score: Number
    standard: Number
    chosen: bool
    lost_by: Text


@dataclass(frozen=True)
class Missed:
    group: str
    name: Text
    kind: str
    score: Number
    missing: str


@dataclass(frozen=True)
class Grouping:
    status: str  # "grouped" "excluded" "ungrouped"
    group: Text
    name: Text
    kind: Text
    layer: Text
    score: Number
    why: Tuple[str, ...]
    candidates: Tuple[Candidate, ...]
    why_not: Optional[Tuple[Missed, ...]] = None  # why=True


@dataclass(frozen=True)
class Step:
    name: str
    value: Union[Decimal, str, None]


@dataclass(frozen=True)
class Settlement:
    status: str  # "priced" "unpriced"
    why: Text
    cost: Number
    points: Number
    point_value: Number
    standard: Number
    fund: Number
    patient: Number
    ratio: Number
    deviation: Text
    margin: Number
    low_limit: Number
    high_limit: Number
    steps: Tuple[Step, ...]
    low: Number
    likely: Number
    high: Number


@dataclass(frozen=True)
class UnknownTag:
    tag: str
    shape: str
    field: Text
    index: Optional[int]
    name: Text


@dataclass(frozen=True)
class Loss:
    section: str
    item: str
    # `class` is a word of Python's.
    class_: str
    points: Decimal
    rule: Text
    why: str


@dataclass(frozen=True)
class Score:
    points: Decimal
    grade: str
    lost: Tuple[Loss, ...]
    note: str


@dataclass(frozen=True)
class RunnerUp:
    group: str
    name: Text
    standard: Number


@dataclass(frozen=True)
class Change:
    change: str
    status: str
    group: Text
    name: Text
    standard: Number
    fund: Number
    difference: Number
    support: Text
    risk: Text


@dataclass(frozen=True)
class Break:
    name: str
    at: Decimal
    # `from` is a word of Python's.
    from_: Text
    to: Text
    before: Decimal
    after: Decimal


@dataclass(frozen=True)
class WhatIf:
    to_low: Number
    to_high: Number
    low: Number
    likely: Number
    high: Number
    runner_up: Optional[RunnerUp]
    changes: Tuple[Change, ...]
    carriers: Tuple[Change, ...]
    breaks: Tuple[Break, ...]


@dataclass(frozen=True)
class Result:
    """One page."""
    record: Record
    pack: Pack
    findings: Tuple[Finding, ...]
    grouping: Grouping
    settlement: Settlement
    unknown_tags: Optional[Tuple[UnknownTag, ...]] = None  # if there are any
    fields: Optional[Dict[str, Any]] = None  # record=True
    score: Optional[Score] = None            # score=True
    what_if: Optional[WhatIf] = None         # what_if=[...]


@dataclass(frozen=True)
class PackInfo:
    """A pack's own description."""
    region: str
    scheme: str
    generation: str
    digest: str
    name: Text
    hospital: Text
    valid_from: Text
    valid_to: Text
    sample: bool
    rules: int
    groups: int


@lru_cache(maxsize=None)
def _members(kind):
    """Name of the member, its key in the JSON, its type."""
    types = get_type_hints(kind)
    return [(one.name, one.name.rstrip("_"), types[one.name])
            for one in fields(kind)]


def _make(kind, value):
    if value is None:
        return None
    if is_dataclass(kind):
        # Keys that came after this version are left out.
        return kind(**{name: _make(type_, value[key])
                       for name, key, type_ in _members(kind) if key in value})
    if get_origin(kind) is tuple:
        return tuple(_make(get_args(kind)[0], one) for one in value)
    if get_origin(kind) is Union and type(None) in get_args(kind):
        inner = get_args(kind)[:-1]
        return _make(inner[0], value) if len(inner) == 1 else value
    return value


def read(kind, text):
    """The objects of lines of JSON."""
    return [_make(kind, json.loads(line, parse_float=Decimal))
            for line in text.splitlines()]
