/* A build without jansson: the reader refuses JSON. */
#include "input/json/json-read.h"

bool json_readable(void)
{
    return false;
}

bool json_read(struct collector *c, struct slice *slice)
{
    (void)c, (void)slice;
    return false;
}
