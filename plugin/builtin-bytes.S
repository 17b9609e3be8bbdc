/* The bytes of the built-in pack; the path is relative to the build. */
#ifdef __CET__
#include <cet.h> /* no code here that CET would mind */
#endif
    .section .rodata
    .balign 16
    .globl pregroup_builtin_pack
    .hidden pregroup_builtin_pack
pregroup_builtin_pack:
    .incbin "plugin/builtin.pack"
    .globl pregroup_builtin_pack_end
    .hidden pregroup_builtin_pack_end
pregroup_builtin_pack_end:
    .byte 0
    .section .note.GNU-stack,"",%progbits
