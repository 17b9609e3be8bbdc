#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

pregroup_status fail(struct pregroup_error *err, pregroup_status status,
                     const char *format, ...)
{
    char text[sizeof(err->text)];
    struct text cut;
    va_list args;

    if (err == NULL || err->status != PREGROUP_OK)
        return status;
    err->status = status;
    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    cut = text_of(text);
    if (cut.length == sizeof(text) - 1)
        cut = text_cut(cut, sizeof(text) - 4);
    memcpy(err->text, cut.at, cut.length);
    err->text[cut.length] = '\0';
    return status;
}
