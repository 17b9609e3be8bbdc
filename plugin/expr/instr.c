#include "expr/instr.h"

#define INFO_(name, run, pops, pushes, takes)                                  \
    [OP_##name] = {pops, pushes, TAKES_##takes},

const struct instr_info *instr_info(unsigned op)
{
    static const struct instr_info table[OP_COUNT] = {INSTR_LIST(INFO_)};

    return &table[op];
}
