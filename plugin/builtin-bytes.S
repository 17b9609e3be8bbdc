/* The bytes of the built-in pack; the path is relative to the build. */
#if defined(__CET__) && !defined(_WIN32)
#include <cet.h> /* no code here that CET would mind */
#endif
#if defined(__i386__) && defined(_WIN32)
#define BEGIN _pregroup_builtin_pack
#define END _pregroup_builtin_pack_end
#else
#define BEGIN pregroup_builtin_pack
#define END pregroup_builtin_pack_end
#endif
#ifdef _WIN32
#define RODATA .section .rdata,"dr"
#define HIDDEN(name)
#else
#define RODATA .section .rodata
#define HIDDEN(name) .hidden name
#endif
    RODATA
    .balign 16
    .globl BEGIN
    HIDDEN(BEGIN)
BEGIN:
    .incbin "plugin/builtin.pack"
    .globl END
    HIDDEN(END)
END:
    .byte 0
#ifndef _WIN32
    .section .note.GNU-stack,"",%progbits
#endif
