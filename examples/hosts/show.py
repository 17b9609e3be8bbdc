# Linux:   python3 show.py 首页.xml
# Windows: py show.py 首页.xml
import ctypes
import json
import os
import sys

here = os.path.dirname(os.path.abspath(__file__))
flat = (ctypes.WinDLL(os.path.join(here, "pregroup_flat.dll"))
        if os.name == "nt" else
        ctypes.CDLL(os.path.join(here, "libpregroup_flat.so.1")))


def open_engine(pack=None):
    """规则包的路径；None 是内置的示例市。"""
    engine = ctypes.c_void_p()
    reason = ctypes.create_string_buffer(512)
    if flat.pregroup_flat_open(pack and pack.encode(), ctypes.byref(engine), 1,
                               reason, len(reason)) != 0:
        raise OSError(reason.value.decode())
    return engine


def check(engine, page: bytes) -> list[dict]:
    need = ctypes.c_int32(65536)
    while True:
        out = ctypes.create_string_buffer(need.value)
        status = flat.pregroup_flat_run(engine, page, len(page), 0, out,
                                        len(out), ctypes.byref(need))
        if status == 0:
            return [json.loads(line) for line in out.value.splitlines()]
        if status != 12:  # 12：缓冲区不够，need 是需要的字节数
            raise ValueError(out.value.decode())


engine = open_engine()
with open(sys.argv[1], "rb") as file:
    page = file.read()
for result in check(engine, page):
    for finding in result["findings"]:
        print(finding["severity"], finding["rule"], finding["message"])
    grouping, settlement = result["grouping"], result["settlement"]
    if grouping["status"] == "grouped":
        print("病种", grouping["group"], grouping["name"] or "")
    if settlement["status"] == "priced":
        print(f"支付标准 {settlement['standard']:.2f} 元")
flat.pregroup_flat_close(engine)
