"""Engines and sessions."""
import ctypes
import os
import threading
from contextlib import contextmanager

from . import _flat
from ._results import PackInfo, Result, read

_ENCODINGS = {"auto": (0, "utf-8"), "utf-8": (1, "utf-8"),
              "gb18030": (2, "gb18030")}


def version(library=None):
    """The library's version: 10203 is 1.2.3."""
    return _flat.load(library).pregroup_flat_version()


def _given(page, encoding):
    """The bytes of a page, the number of its encoding, the codec of what
    comes back."""
    if isinstance(page, str):
        return page.encode("utf-8"), *_ENCODINGS["utf-8"]
    if encoding not in _ENCODINGS:
        raise ValueError(f"encoding 是 {'、'.join(_ENCODINGS)} 之一")
    return bytes(page), *_ENCODINGS[encoding]


def _lines(**options):
    """`name=value` a line, from options by name; None is left out."""
    for name, value in options.items():
        several = isinstance(value, (list, tuple))
        for one in value if several else [value]:
            if one is None:
                continue
            text = (("no", "yes")[one] if isinstance(one, bool) else str(one))
            if "\n" in text or "\r" in text:
                raise ValueError(f"选项 {name} 的值里有换行")
            yield f"{name.replace('_', '-')}={text}\n"


class Engine:
    """An open pack. Any number of threads may use one engine.

    pack: the path of a pack, or of a folder of packs (each page by the one
    that is valid on the day of discharge); None is the built-in sample city.
    library: the path of the library or of its folder; else the variable
    PREGROUP_LIBRARY, the folder of this package, the system's own places.

    Raises OSError without a library, PregroupError if the pack is none.
    """

    def __init__(self, pack=None, library=None):
        self._handle = None
        self._calls = 0
        self._idle = threading.Condition()
        self._flat = _flat.load(library)
        path = os.fspath(pack).encode("utf-8") if pack is not None else None
        self._handle = _flat.opened(self._flat.pregroup_flat_open, [path], [1])

    @contextmanager
    def _open(self):
        """The handle, which close() leaves alone meanwhile."""
        with self._idle:
            if self._handle is None:
                raise ValueError("引擎已经关闭")
            self._calls += 1
            handle = self._handle
        try:
            yield handle
        finally:
            with self._idle:
                self._calls -= 1
                self._idle.notify_all()

    def check(self, page, encoding="auto"):
        """Checks, groups and prices the pages in `page` (bytes or str, one or
        many in any container): a list of Result.

        encoding: that of bytes: "auto", "utf-8" or "gb18030".
        """
        data, number, codec = _given(page, encoding)
        with self._open() as handle:
            text, _ = _flat.told(
                self._flat.pregroup_flat_run, [handle, data, len(data), number],
                ctypes.create_string_buffer(_flat.ROOM), codec=codec)
        return read(Result, text)

    def session(self, *, stage=None, score=None, why=None, what_if=None,
                set=None, verified=None, record=None, digest=None,
                with_identity=None, only=None, skip=None, today=None):
        """A Session with options; docs/hosts.md tells what each does.

        stage: "draft"; score, why, record, digest, with_identity: bool; what_if,
        set, verified, only, skip: a text or a list of them; today: a date or
        text.
        """
        options = "".join(_lines(
            stage=stage, score=score, why=why, what_if=what_if,
            set=set, verified=verified, record=record, digest=digest,
            with_identity=with_identity, only=only, skip=skip, today=today)).encode("utf-8")
        with self._open() as handle:
            return Session(self._flat, _flat.opened(
                self._flat.pregroup_flat_session_open, [handle, options, 1],
                []))

    def info(self):
        """What the packs say of themselves: a list of PackInfo."""
        reason = ctypes.create_string_buffer(1024)
        with self._open() as handle:
            text, _ = _flat.told(
                self._flat.pregroup_flat_info, [handle, None, 1],
                ctypes.create_string_buffer(_flat.ROOM), [reason, len(reason)])
        return read(PackInfo, text)

    def close(self):
        """Waits for running calls. Closing twice does nothing."""
        with self._idle:
            handle, self._handle = self._handle, None
            self._idle.wait_for(lambda: self._calls == 0)
        if handle is not None:
            self._flat.pregroup_flat_close(handle)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def __del__(self):
        self.close()


class Session:
    """One thread's way through many pages, made by Engine.session(). Its
    memory is kept from page to page. Two threads that use it wait for each
    other. It is closed by itself, before or after its engine."""

    def __init__(self, flat, handle):
        self._flat, self._handle = flat, handle
        self._lock = threading.Lock()
        self._out = ctypes.create_string_buffer(_flat.ROOM)
        self._reason = ctypes.create_string_buffer(1024)

    def check(self, page, encoding="auto"):
        """As Engine.check(), by the session's options."""
        data, number, codec = _given(page, encoding)
        with self._lock:
            if self._handle is None:
                raise ValueError("会话已经关闭")
            text, self._out = _flat.told(
                self._flat.pregroup_flat_session_run,
                [self._handle, data, len(data), number], self._out,
                [self._reason, len(self._reason)], codec)
        return read(Result, text)

    def close(self):
        """Gives its memory back. Closing twice does nothing."""
        with self._lock:
            handle, self._handle = self._handle, None
        if handle is not None:
            self._flat.pregroup_flat_session_close(handle, 1, None, 0)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def __del__(self):
        self.close()
