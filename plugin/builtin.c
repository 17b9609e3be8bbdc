#include "builtin.h"

extern const char pregroup_builtin_pack[] __attribute__((visibility("hidden")));
extern const char pregroup_builtin_pack_end[]
    __attribute__((visibility("hidden")));

struct builtin builtin_pack(void)
{
    const ptrdiff_t size = pregroup_builtin_pack_end - pregroup_builtin_pack;

    return (struct builtin){pregroup_builtin_pack, (size_t)size};
}
