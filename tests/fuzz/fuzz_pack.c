/* Bytes as a pack whose hash is right: pack_open_bytes refuses it, or every
 * look-up is safe. Seeds: any pack of `pregroup pack build`. */
#include <stdlib.h>

#include "../pack-walk.h"
#include "load/load.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct pregroup_error err = {.size = sizeof err};
    struct pack *pack;
    unsigned char *bytes = aligned_alloc(16, (size + 31) / 16 * 16);

    if (bytes == NULL)
        return 0;
    memcpy(bytes, data, size);
    pack_walk_seal(bytes, size);
    if (pack_open_bytes(bytes, size, "fuzz", &pack, &err) == PREGROUP_OK) {
        pack_walk(pack);
        pack_close(pack);
    }
    free(bytes);
    return 0;
}
