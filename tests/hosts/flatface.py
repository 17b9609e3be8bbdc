"""libpregroup_flat.so through ctypes: what the tests of the flat face share.

Environment: FLAT (path of the object); KOFFI, a folder of node modules with
koffi, by default node_modules in the build folder.
"""
import ctypes
import os
import shutil

import kit

FLAT = os.path.abspath(os.environ.get("FLAT", "./.libs/libpregroup_flat.so"))
KOFFI = os.environ.get("KOFFI", f"{kit.BUILD}/node_modules")
JNA = "/usr/share/java/jna.jar"
LINQ = "/usr/lib/mono/4.5/System.Xml.Linq.dll"

OK, E_ARG, E_BUFFER, E_ENCODING, E_LIMIT = 0, 10, 12, 20, 23
UTF8, GB18030 = 1, 2
CODECS = {0: "utf-8", UTF8: "utf-8", GB18030: "gb18030"}

TEXT, SIZE, HANDLE = ctypes.c_char_p, ctypes.c_int32, ctypes.c_void_p
HANDLES, SIZES = ctypes.POINTER(HANDLE), ctypes.POINTER(SIZE)
CALLS = {
    "open": [TEXT, HANDLES, SIZE, TEXT, SIZE],
    "run": [HANDLE, TEXT, SIZE, SIZE, TEXT, SIZE, SIZES],
    "close": [HANDLE],
    "session_open": [HANDLE, TEXT, SIZE, HANDLES, TEXT, SIZE],
    "session_run": [HANDLE, TEXT, SIZE, SIZE, TEXT, SIZE, SIZES, TEXT, SIZE],
    "session_close": [HANDLE, SIZE, TEXT, SIZE],
    "info": [HANDLE, TEXT, SIZE, TEXT, SIZE, SIZES, TEXT, SIZE],
}


class Refused(Exception):
    """A status that is not OK, and the reason."""

    def __init__(self, status, reason):
        super().__init__(f"status {status}: {reason}")
        self.status, self.reason = status, reason


class Flat:
    """The functions of the object; texts are str, pages and reports bytes."""

    def __init__(self, path=None):
        self.object = ctypes.CDLL(path or FLAT)
        for name, types in CALLS.items():
            getattr(self.object, f"pregroup_flat_{name}").argtypes = types

    def call(self, name, *arguments):
        return getattr(self.object, f"pregroup_flat_{name}")(*arguments)

    def opened(self, name, encoding, *arguments):
        """The handle that a call opens."""
        handle, reason = HANDLE(), ctypes.create_string_buffer(512)
        before, behind = arguments
        status = self.call(name, *before, ctypes.byref(handle), *behind,
                           reason, len(reason))
        if status != OK:
            raise Refused(status, reason.value.decode(CODECS[encoding]))
        return handle

    def open(self, pack=None, encoding=UTF8):
        return self.opened("open", encoding, [
            pack and pack.encode(CODECS[encoding])], [encoding])

    def session(self, engine, options="", encoding=UTF8):
        return self.opened("session_open", encoding, [
            engine, options.encode(CODECS[encoding]), encoding], [])

    def told(self, name, encoding, before, *behind):
        """The text of a call, after asking for its size."""
        need = SIZE()
        status = self.call(name, *before, None, 0, ctypes.byref(need), *behind)
        if status not in (OK, E_BUFFER):
            reason = behind[0].value if behind else b""
            raise Refused(status, reason.decode(CODECS[encoding]))
        out = ctypes.create_string_buffer(need.value)
        status = self.call(name, *before, out, need.value, None, *behind)
        if status != OK or len(out.value) + 1 != need.value:
            raise Refused(status, "the size question was answered wrongly")
        return out.value

    def run(self, engine, page, encoding=UTF8):
        return self.told("run", encoding,
                         [engine, page, len(page), encoding])

    def session_run(self, session, page, encoding=0):
        reason = ctypes.create_string_buffer(512)
        return self.told("session_run", encoding,
                         [session, page, len(page), encoding],
                         reason, len(reason))

    def info(self, engine, options="", encoding=UTF8):
        reason = ctypes.create_string_buffer(512)
        return self.told("info", encoding, [
            engine, options.encode(CODECS[encoding]), encoding],
            reason, len(reason))

    def close(self, engine):
        return self.call("close", engine)

    def session_close(self, session):
        return self.call("session_close", session, UTF8, None, 0)

    def by_options(self, engine, options, page, encoding=0):
        """The text of a page by a session of its own."""
        session = self.session(engine, options)
        try:
            return self.session_run(session, page, encoding)
        finally:
            self.session_close(session)


# ---- hosts in other languages

def needs(commands, *files):
    """Leaves a case out where a language is absent."""
    for one in commands:
        if not shutil.which(one):
            raise kit.Skip(f"no {one}")
    for one in files:
        if not os.path.exists(one):
            raise kit.Skip(f"no {one}")


def shown(page):
    """The lines that the hosts of the docs show of a page."""
    flat, lines = Flat(), []
    engine = flat.open()
    for result in kit.results(flat.run(engine, kit.read(page)).decode()):
        lines += [f"{f['severity']} {f['rule']} {f['message']}"
                  for f in result["findings"]]
        grouping, settlement = result["grouping"], result["settlement"]
        if grouping["status"] == "grouped":
            lines.append(f"病种 {grouping['group']} {grouping['name']}")
        if settlement["status"] == "priced":
            lines.append(f"支付标准 {settlement['standard']:.2f} 元")
    flat.close(engine)
    return lines
