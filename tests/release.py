#!/usr/bin/env python3
"""release.py -- the tarball is the same bytes whenever it is made; what `make
release` left has its checksums, and its list of contents tells of every file."""
import hashlib
import json
import os
import re

import kit

RELEASE = f"{kit.BUILD}/release"


def digest(path):
    return hashlib.sha256(kit.read(path)).hexdigest()


def made(name):
    done = kit.run("-s", "-C", kit.BUILD, "dist", program="make", seconds=600,
                   env={**os.environ, "MAKEFLAGS": ""})
    kit.equal(f"make dist: {done.err[-2000:]}", done.status, 0)
    return digest(f"{kit.BUILD}/{name}")


@kit.case
def the_tarball_is_made_twice(_):
    makefile = kit.read(f"{kit.BUILD}/Makefile").decode()
    name = "pregroup-{}.tar.xz".format(
        re.search(r"(?m)^VERSION = (.*)$", makefile)[1])
    first = made(name)
    old = os.umask(0o027)
    try:
        kit.equal("the second", made(name), first)
    finally:
        os.umask(old)


def the_release():
    if not os.path.exists(f"{RELEASE}/SHA256SUMS"):
        raise kit.Skip("not made: make release")
    return sorted(set(os.listdir(RELEASE)) - {"SHA256SUMS"})


@kit.case
def every_file_has_its_checksum(_):
    names = the_release()
    rows = kit.read(f"{RELEASE}/SHA256SUMS").decode().splitlines()
    kit.equal("sums", rows,
              [f"{digest(f'{RELEASE}/{name}')}  {name}" for name in names])


@kit.case
def the_list_tells_what_is_inside(_):
    names = the_release()
    name, = (one for one in names if one.endswith(".spdx.json"))
    told = json.loads(kit.read(f"{RELEASE}/{name}"))
    ids = {one["SPDXID"]: one for one in told["packages"] + told["files"]}
    kit.equal("files", [one["fileName"] for one in told["files"]], [
        f"./{one}" for one in names
        if one.endswith((".zip", ".xz", ".deb", ".rpm"))])
    kit.equal("every part has version and licence", [
        one["name"] for one in told["packages"]
        if not one["versionInfo"] or not one["licenseDeclared"]], [])
    inside = {}
    for one in told["relationships"][1:]:
        inside.setdefault(ids[one["spdxElementId"]]["fileName"], set()).add(
            ids[one["relatedSpdxElement"]]["name"])
    for file, parts in inside.items():
        if re.search("-(linux|windows)-", file):
            kit.equal(file, {"pregroup", "libxml2", "jansson"} - parts, set())


kit.main()
