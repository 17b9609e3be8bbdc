"""A Python host: libpregroup_flat.so through ctypes, in UTF-8 and GB18030.

Environment: FLAT (path of the object), srcdir.
"""
import ctypes
import os
import sys

sys.path.append(sys.path[0] + "/..")

import kit  # noqa: E402
from kit import verdict  # noqa: E402

OK, E_BUFFER = 0, 12
UTF8, GB18030 = 1, 2
CODECS = {UTF8: "utf-8", GB18030: "gb18030"}


def load(path):
    """The library with the types of its functions."""
    flat = ctypes.CDLL(path)
    text, size = ctypes.c_char_p, ctypes.c_int32
    handle = ctypes.c_void_p
    flat.pregroup_flat_open.argtypes = [
        text, ctypes.POINTER(handle), size, text, size]
    flat.pregroup_flat_run.argtypes = [
        handle, text, size, size, text, size, ctypes.POINTER(size)]
    flat.pregroup_flat_close.argtypes = [handle]
    return flat


def open_engine(flat, pack=None, encoding=UTF8):
    """Engine and reason; the engine is None where there is a reason."""
    engine = ctypes.c_void_p()
    reason = ctypes.create_string_buffer(512)
    status = flat.pregroup_flat_open(
        pack.encode(CODECS[encoding]) if pack else None,
        ctypes.byref(engine), encoding, reason, len(reason))
    return engine if status == OK else None, \
        reason.value.decode(CODECS[encoding])


def check(flat, engine, page, encoding):
    """The results of a page, after asking for the size."""
    need = ctypes.c_int32()
    status = flat.pregroup_flat_run(
        engine, page, len(page), encoding, None, 0, ctypes.byref(need))
    if status != E_BUFFER:
        raise ValueError(f"size question: status {status}")
    out = ctypes.create_string_buffer(need.value)
    status = flat.pregroup_flat_run(
        engine, page, len(page), encoding, out, need.value, None)
    if status != OK:
        raise ValueError(f"run: status {status}")
    return kit.results(out.value.decode(CODECS[encoding]))


def sample(name):
    return kit.read(f"{kit.TREE}/examples/{name}")


def test_encodings(flat, engine):
    """The same page in both encodings: the same result but for its word."""
    page = sample("mistakes.xml").decode("utf-8")
    page = page.replace("D0000102", "㐂堃102")
    results = {}
    for encoding, codec in CODECS.items():
        results[encoding] = check(flat, engine, page.encode(codec), encoding)
        record = results[encoding][0]["record"]
        wrong = record["case_no"] != "㐂堃102" and record["case_no"]
        verdict(f"a page in {codec} comes back in {codec}", wrong)
        wrong = record.pop("encoding")
        verdict(f"{codec} is told as such", wrong != codec and wrong)
    # The label says UTF-8 in both: one finding more where it lies.
    ours = [[f for f in results[e][0]["findings"] if f["rule"][:3] != "STR"]
            for e in CODECS]
    verdict("both encodings give the same findings",
            ours[0] != ours[1] and "they differ")
    parts = [(results[e][0]["grouping"], results[e][0]["settlement"])
             for e in CODECS]
    verdict("both encodings give the same group and payment",
            parts[0] != parts[1] and "they differ")


def test_samples(flat, engine):
    clean = check(flat, engine, sample("clean.xml"), UTF8)[0]
    verdict("the clean sample has no error",
            [f["rule"] for f in clean["findings"]
             if f["severity"] == "error"])
    verdict("the clean sample is grouped and priced",
            (clean["grouping"]["status"], clean["settlement"]["status"])
            != ("grouped", "priced") and clean["grouping"])
    dirty = check(flat, engine, sample("mistakes.xml"), UTF8)[0]
    verdict("the sample with mistakes has errors",
            not any(f["severity"] == "error" for f in dirty["findings"])
            and "none found")


def test_reasons(flat):
    for encoding, codec in CODECS.items():
        engine, reason = open_engine(flat, "/nowhere/缺少.pack", encoding)
        verdict(f"a missing pack is named in {codec}",
                (engine or "缺少.pack" not in reason) and repr(reason))


def main(_):
    flat = load(os.environ.get("FLAT", "./.libs/libpregroup_flat.so"))
    engine, reason = open_engine(flat)
    verdict("the built-in pack opens", reason)
    if engine:
        test_samples(flat, engine)
        test_encodings(flat, engine)
        flat.pregroup_flat_close(engine)
    test_reasons(flat)


kit.main(main)
