/*
 * windows.c FOLDER PACK ENC FILE... -- a C host of both DLLs in FOLDER, with
 * the calls as C# and Delphi declare them: found by name without @20, stdcall,
 * int32, buffers of the caller. Names are UTF-8 for the DLL, UTF-16 elsewhere.
 *
 * Of pregroup_flat.lib it takes the version, as a C host would all of it.
 *
 * For each file one line `status length` and the output of pregroup_flat_run;
 * then by the table, which is loaded and unloaded 200 times, for the first file
 * `rule tag` of each finding.
 */
#include <fcntl.h>
#include <io.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>
#include <windows.h>

#include <pregroup/flat.h>

typedef int32_t(__stdcall *open_call)(const char *pack, void **engine,
                                      int32_t enc, char *reason, int32_t cap);
typedef int32_t(__stdcall *run_call)(void *engine, const void *bytes,
                                     int32_t length, int32_t enc, char *out,
                                     int32_t cap, int32_t *need);
typedef int32_t(__stdcall *close_call)(void *engine);
typedef const struct pregroup_api *(__stdcall *table_call)(uint32_t major);

#define LOADS 200

struct page {
    char *bytes;
    int32_t length;
};

int wmain(int argc, wchar_t **argv);

static void give_up(const char *what)
{
    fprintf(stderr, "%s (%lu)\n", what, GetLastError());
    exit(2);
}

static HMODULE load(const wchar_t *folder, const wchar_t *name)
{
    wchar_t path[1024];
    HMODULE library;

    swprintf(path, 1024, L"%ls\\%ls", folder, name);
    library = LoadLibraryW(path);
    if (library == NULL)
        give_up("LoadLibraryW");
    return library;
}

static void *function(HMODULE library, const char *name)
{
    void *found = (void *)GetProcAddress(library, name);

    if (found == NULL)
        give_up(name);
    return found;
}

static struct page read_page(const wchar_t *path)
{
    FILE *file = _wfopen(path, L"rb");
    struct page page;

    if (file == NULL)
        give_up("_wfopen");
    fseek(file, 0, SEEK_END);
    page.length = ftell(file);
    rewind(file);
    page.bytes = malloc((size_t)page.length + 1);
    if (page.bytes == NULL ||
        fread(page.bytes, 1, (size_t)page.length, file) != (size_t)page.length)
        give_up("fread");
    fclose(file);
    return page;
}

static void run_flat(HMODULE flat, void *engine, struct page page, int32_t enc)
{
    const run_call run = (run_call)function(flat, "pregroup_flat_run");
    int32_t cap = 1024, need = 0, status;
    char *out = malloc((size_t)cap);

    status = run(engine, page.bytes, page.length, enc, out, cap, &need);
    if (status == 12) {
        out = realloc(out, (size_t)need);
        status =
            run(engine, page.bytes, page.length, enc, out, cap = need, &need);
    }
    printf("%d %d\n", (int)status, (int)need);
    fwrite(out, 1, status == 0 ? (size_t)need - 1 : strlen(out), stdout);
    free(out);
}

/* Shows what the table finds in the page, or nothing. */
static void run_table(HMODULE library, struct page page, bool shown)
{
    const table_call get = (table_call)function(library, "pregroup_get_api");
    const struct pregroup_api *api = get(PREGROUP_MAJOR);
    const struct pregroup_config config = {.size = sizeof(config)};
    const struct pregroup_input input = {.size = sizeof(input),
                                         .data = page.bytes,
                                         .length = (size_t)page.length};
    struct pregroup_error err = {.size = sizeof(err)};
    struct pregroup_finding f = {.size = sizeof(f)};
    struct pregroup_engine *engine;
    struct pregroup_result *result;

    if (api == NULL || api->open(&config, &engine, &err) != PREGROUP_OK ||
        api->run(engine, &input, &result, &err) != PREGROUP_OK)
        give_up("the table");
    for (uint32_t i = 0;
         shown && api->result_finding(result, 0, i, &f) == PREGROUP_OK; i++)
        printf("%s %s\n", f.rule, f.tag);
    api->result_free(result);
    api->close(engine);
}

int wmain(int argc, wchar_t **argv)
{
    const HMODULE flat = load(argv[1], L"pregroup_flat.dll");
    const int32_t enc = _wtoi(argv[3]);
    char pack[1024], reason[512] = "";
    void *engine = NULL;
    struct page page;

    _setmode(1, _O_BINARY);
    printf("%d\n", (int)pregroup_flat_version());
    WideCharToMultiByte(CP_UTF8, 0, argv[2], -1, pack, sizeof(pack), NULL,
                        NULL);
    if (((open_call)function(flat, "pregroup_flat_open"))(
            pack, &engine, 1, reason, sizeof(reason)) != 0) {
        printf("%s\n", reason);
        return 1;
    }
    for (int i = 4; i < argc; i++) {
        page = read_page(argv[i]);
        run_flat(flat, engine, page, enc);
        free(page.bytes);
    }
    ((close_call)function(flat, "pregroup_flat_close"))(engine);
    page = read_page(argv[4]);
    for (int i = 0; i < LOADS; i++) {
        const HMODULE library = load(argv[1], L"pregroup.dll");

        run_table(library, page, i == LOADS - 1);
        FreeLibrary(library);
    }
    free(page.bytes);
    FreeLibrary(flat);
    return 0;
}
