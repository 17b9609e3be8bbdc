#!/usr/bin/env python3
"""hardening.py -- the program and both shared objects hold what configure
promises in HARDENING_CFLAGS and HARDENING_LDFLAGS (m4/hardening.m4): a fault
of memory ends in a crash and no more.
"""
import os
import re
import subprocess

import kit

OBJECTS = {"program": kit.PREGROUP,
           "plugin": os.environ.get("PLUGIN", f"{kit.BUILD}/.libs/pregroup.so"),
           "flat": os.environ.get("FLAT",
                                  f"{kit.BUILD}/.libs/libpregroup_flat.so")}
# A function of the plugin that all three hold: it prints into an array. What
# libraries bring with them, linked in from their archives, proves nothing.
PRINTS = "fail"
# What the processor checks at the start of a function that is called by its
# address; the words of binutils.
LANDING = {"-fcf-protection": "endbr",
           "-mbranch-protection=standard": "paciasp|bti"}


def flags():
    """What configure has chosen."""
    makefile = kit.read(f"{kit.BUILD}/Makefile").decode()
    return {word for line in re.findall(
        "^HARDENING_(?:C|LD)FLAGS = *(.*)$", makefile, re.MULTILINE)
        for word in line.split()}


def told(*words):
    """What a tool of binutils says of an object."""
    return subprocess.run(words, capture_output=True, check=True,
                          env={**os.environ, "LC_ALL": "C"}).stdout.decode()


def lacking(path, chosen):
    """What the object lacks of the flags."""
    segments = told("readelf", "-lW", path)
    dynamic = told("readelf", "-dW", path)
    code = told("objdump", "-d", f"--disassemble={PRINTS}", path)
    stack = re.search(r"GNU_STACK.*", segments).group(0)
    if "E" in stack.split()[-2]:
        yield "a stack that cannot be executed"
    if "-Wl,-z,relro" in chosen and "GNU_RELRO" not in segments:
        yield "RELRO"
    if "-Wl,-z,now" in chosen and not re.search(
            r"BIND_NOW|FLAGS_1.*\bNOW\b", dynamic):
        yield "RELRO of all (BIND_NOW)"
    if f"<{PRINTS}>:" not in code:
        yield f"the function {PRINTS}, by which the rest is seen"
    if "-fstack-protector-strong" in chosen and "__stack_chk_fail" not in code:
        yield "a stack protector"
    if any("_FORTIFY_SOURCE" in flag for flag in chosen) and \
            "__vsnprintf_chk" not in code:
        yield "FORTIFY"
    for flag in LANDING.keys() & chosen:
        if not re.search(LANDING[flag], code):
            yield flag


def main(_):
    chosen = flags()
    if not chosen:
        kit.skip("hardening", "configured without")
        return
    kit.expect("every linker we know can write RELRO, every compiler a stack "
               "protector", {"-Wl,-z,relro", "-Wl,-z,now",
                             "-fstack-protector-strong"} <= chosen, chosen)
    for name, path in OBJECTS.items():
        kit.verdict(f"hardening of the {name}", list(lacking(path, chosen)))


kit.main(main)
