#!/usr/bin/env python3
"""Prints the figures of the tree by which it is kept small.

    tools/measure.py [--shared FILE.so --pack FILE.pack] [--names]

Lines: all .c and .h that git tracks, tests left out. Functions: those of
plugin/, compile/ and cli/; a function's length is the number of lines between
its outer braces (Linux braces, which clang-format holds). Shared names:
functions whose name another file defines, too. Folders: .c files of their
own. With --shared also the size of the object less its built-in pack.
"""
import argparse
import collections
import pathlib
import re
import statistics
import subprocess

HOUSES = ('plugin', 'compile', 'cli')
NAME = re.compile(r'([A-Za-z_]\w*)\s*\(')


def tracked():
    """The C files that git tracks, tests left out."""
    out = subprocess.run(['git', 'ls-files', '-z', '*.c', '*.h', ':!tests'],
                         check=True, capture_output=True, text=True).stdout
    return [pathlib.Path(name) for name in out.split('\0') if name]


def functions(path):
    """Yields (name, line, length) of every function that PATH defines."""
    lines = path.read_text(encoding='utf-8').split('\n')
    start = None
    for at, line in enumerate(lines):
        if line == '{':
            start = at
        elif line.startswith('}') and start is not None:
            yield signature(lines, start), start + 1, at - start - 1
            start = None


def signature(lines, brace):
    """The name of the function whose body begins at line BRACE."""
    top = brace
    while top > 0 and lines[top - 1] and not lines[top - 1].startswith(
            ('}', '#', '/', ' *')):
        top -= 1
    found = NAME.search(' '.join(lines[top:brace]))
    return found.group(1) if found else '?'


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def main():
    asked = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    asked.add_argument('--shared', help='a shared object of a build')
    asked.add_argument('--pack', help='the pack that is built into it')
    asked.add_argument('--names', action='store_true',
                       help='list the shared names and where they stand')
    asked = asked.parse_args()

    files = tracked()
    print('lines', sum(path.read_bytes().count(b'\n') for path in files))

    places = collections.defaultdict(list)
    lengths = []
    for path in files:
        if path.parts[0] in HOUSES:
            for name, line, length in functions(path):
                places[name].append((path, line))
                lengths.append(length)
    shared = {name: where for name, where in places.items()
              if len({path for path, _ in where}) > 1}
    print('functions', len(lengths))
    print('function median', int(statistics.median(lengths)))
    print('function 95th percentile', percentile(lengths, 0.95))
    print('function longest', max(lengths))
    print('functions with a shared name', sum(map(len, shared.values())))
    if asked.names:
        for name, where in sorted(shared.items(), key=lambda x: -len(x[1])):
            print(f'  {name}:', *(f'{path}:{line}' for path, line in where))

    folders = collections.Counter(
        path.parent for path in files
        if path.suffix == '.c' and path.parts[0] in HOUSES)
    folder, count = folders.most_common(1)[0]
    print('largest folder', count, folder)
    if asked.shared:
        size = pathlib.Path(asked.shared).stat().st_size
        pack = pathlib.Path(asked.pack).stat().st_size if asked.pack else 0
        print('shared object less its pack', size - pack)


if __name__ == '__main__':
    main()
