/* The beginning of pregroup.exe: arguments and our variables of the
 * environment as UTF-8, bytes that go out as they are. */
#include <fcntl.h>
#include <io.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <windows.h>

#include "common/memory.h"

#undef main
int pregroup_main(int argc, char **argv);
int wmain(int argc, wchar_t **argv);

static char *utf8_of(const wchar_t *text)
{
    const int n =
        WideCharToMultiByte(CP_UTF8, 0, text, -1, NULL, 0, NULL, NULL);
    char *out = malloc(n > 0 ? (size_t)n : 1);

    if (out == NULL)
        exit(2);
    out[0] = '\0';
    WideCharToMultiByte(CP_UTF8, 0, text, -1, out, n, NULL, NULL);
    return out;
}

/* The sources know one separator of paths. */
static char *path_of(const wchar_t *text)
{
    char *path = utf8_of(text);

    for (char *c = path; *c != '\0'; c++)
        if (*c == '\\')
            *c = '/';
    return path;
}

static void take_variable(const char *name, const wchar_t *wide_name)
{
    const wchar_t *value = _wgetenv(wide_name);
    char *path, *line;

    if (value == NULL)
        return;
    path = path_of(value);
    line = malloc(strlen(name) + strlen(path) + 2);
    if (line == NULL)
        exit(2);
    strcat(strcat(strcpy(line, name), "="), path);
    _putenv(line);
    free(path);
}

int wmain(int argc, wchar_t **argv)
{
    char **words = calloc((size_t)argc + 1, sizeof *words);

    if (words == NULL)
        return 2;
    for (int i = 0; i < argc; i++)
        words[i] = path_of(argv[i]);
    take_variable("PREGROUP_PACK", L"PREGROUP_PACK");
    take_variable("PREGROUP_KNOWLEDGE", L"PREGROUP_KNOWLEDGE");
    for (int fd = 0; fd <= 2; fd++)
        _setmode(fd, _O_BINARY);
    SetConsoleOutputCP(CP_UTF8);
    return pregroup_main(argc, words);
}

/* ---- memory: as cli/wrap.c, by the linker's --wrap ----------------------- */

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);

static void *given(void *memory, size_t size)
{
    if (memory == NULL && size != 0)
        memory_lacks();
    return memory;
}

void *__wrap_malloc(size_t size)
{
    return given(__real_malloc(size), size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return given(__real_calloc(count, size), count * size);
}

void *__wrap_realloc(void *old, size_t size)
{
    return given(__real_realloc(old, size), size);
}
