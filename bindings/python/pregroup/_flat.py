"""The shared library: where it is, its functions, its errors."""
import ctypes
import os
import sys

LIBRARY_VARIABLE = "PREGROUP_LIBRARY"
NAME = ("pregroup_flat.dll" if sys.platform == "win32"
        else "libpregroup_flat.so.1")
E_BUFFER = 12
ROOM = 65536

_text, _size, _handle = ctypes.c_char_p, ctypes.c_int32, ctypes.c_void_p
_bytes = ctypes.c_void_p
_handles, _sizes = ctypes.POINTER(_handle), ctypes.POINTER(_size)
_FUNCTIONS = {
    "version": [],
    "open": [_text, _handles, _size, _bytes, _size],
    "run": [_handle, _text, _size, _size, _bytes, _size, _sizes],
    "close": [_handle],
    "session_open": [_handle, _text, _size, _handles, _bytes, _size],
    "session_run": [_handle, _text, _size, _size, _bytes, _size, _sizes,
                    _bytes, _size],
    "session_close": [_handle, _size, _bytes, _size],
    "info": [_handle, _text, _size, _bytes, _size, _sizes, _bytes, _size],
}


class PregroupError(Exception):
    """A call that failed; wrong data of a patient is a finding instead.

    status: the number in the table of docs/hosts.md (10 is a mistake of the
    caller, 30 a pack that is none, 41 a file that cannot be read).
    """

    def __init__(self, status, message):
        super().__init__(message)
        self.status = status


def _candidates(path):
    """Where the library may lie: as told, by the variable, beside this file,
    where the system looks."""
    path = path or os.environ.get(LIBRARY_VARIABLE)
    if path:
        yield os.path.join(path, NAME) if os.path.isdir(path) else path
        return
    beside = os.path.join(os.path.dirname(os.path.abspath(__file__)), NAME)
    if os.path.exists(beside):
        yield beside
    yield NAME


def load(path=None):
    """The library with its functions declared; OSError if there is none."""
    kind = ctypes.WinDLL if sys.platform == "win32" else ctypes.CDLL
    path = next(iter(_candidates(path and os.fspath(path))))
    try:
        library = kind(path)
    except OSError as why:
        raise OSError(f"装载不了 {path}：{why}（用参数 library 或环境变量 "
                      f"{LIBRARY_VARIABLE} 指定它的位置）") from why
    for name, types in _FUNCTIONS.items():
        getattr(library, f"pregroup_flat_{name}").argtypes = types
    return library


def opened(function, before, after):
    """The handle that a function opens."""
    handle, reason = _handle(), ctypes.create_string_buffer(1024)
    status = function(*before, ctypes.byref(handle), *after, reason,
                      len(reason))
    if status:
        raise PregroupError(status, reason.value.decode("utf-8"))
    return handle


def told(function, before, out, after=(), codec="utf-8"):
    """The text that a function writes, and the buffer, which grew if it was
    too small. The reason of a failure stands in the last of `after`, or in
    the text."""
    need = _size()
    while True:
        status = function(*before, out, len(out), ctypes.byref(need), *after)
        if status != E_BUFFER:
            break
        out = ctypes.create_string_buffer(need.value)
    if status:
        reason = after[0] if after else out
        raise PregroupError(status, reason.value.decode(codec))
    return out.value.decode(codec), out
