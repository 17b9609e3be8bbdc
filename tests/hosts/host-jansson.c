/*
 * host-jansson.c -- a host with a JSON library of its own, of the same names.
 *
 * The functions below stand for another jansson: the plugin, loaded into the
 * global scope of this program, must neither call them nor show its own.
 * Besides, where the system's libjansson.so is there, both must work in one
 * process. Environment: PLUGIN (path of the object), srcdir.
 */
#include <dlfcn.h>
#include <pregroup/pregroup.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned failed, called;

/* Ours to catch whoever calls them; exported by -rdynamic. */
void *json_loadb(const char *bytes, size_t length, size_t flags, void *error);
void *json_object(void);
void *json_string(const char *value);
void json_delete(void *json);

void *json_loadb(const char *bytes, size_t length, size_t flags, void *error)
{
    (void)bytes, (void)length, (void)flags, (void)error;
    called++;
    return NULL;
}

void *json_object(void)
{
    called++;
    return NULL;
}

void *json_string(const char *value)
{
    (void)value;
    called++;
    return NULL;
}

void json_delete(void *json)
{
    (void)json;
    called++;
}

static void verdict(const char *name, bool good)
{
    printf("%s %s\n", good ? "PASS" : "FAIL", name);
    failed += !good;
}

static const char MESSAGE[] =
    "{\"setlinfo\":{\"medcasno\":\"T9001\",\"psn_name\":\"石榴试\"},"
    "\"diseinfo\":[{\"diag_code\":\"I20.000\",\"maindiag_flag\":\"1\"}]}";

/* The report of the message by the plugin; NULL on any failure. */
static char *report(const struct pregroup_api *api)
{
    const struct pregroup_config config = {.size = sizeof(config)};
    const struct pregroup_input in = {
        .size = sizeof(in), .data = MESSAGE, .length = sizeof(MESSAGE) - 1};
    struct pregroup_engine *engine = NULL;
    struct pregroup_result *result = NULL;
    uint64_t length = 0;
    char *text = NULL;

    if (api->open(&config, &engine, NULL) == PREGROUP_OK &&
        api->run(engine, &in, &result, NULL) == PREGROUP_OK) {
        api->result_text(result, NULL, &length);
        text = malloc((size_t)length);
        if (text != NULL)
            api->result_text(result, text, &length);
    }
    api->result_free(result);
    api->close(engine);
    return text;
}

static const struct pregroup_api *load_plugin(void)
{
    const char *path = getenv("PLUGIN");
    void *object = dlopen(path != NULL ? path : "./.libs/pregroup.so",
                          RTLD_LAZY | RTLD_GLOBAL);
    const struct pregroup_api *(PREGROUP_CALL * get_api)(uint32_t) = NULL;
    void *symbol = object != NULL ? dlsym(object, "pregroup_get_api") : NULL;

    memcpy(&get_api, &symbol, sizeof(symbol));
    return get_api != NULL ? get_api(PREGROUP_MAJOR) : NULL;
}

/* Another jansson parses while the plugin is there. */
static bool other_works(void *other)
{
    void *(*loads)(const char *, size_t, void *) = NULL;
    size_t (*size)(const void *) = NULL;
    void *symbol = dlsym(other, "json_loads");
    void *json;

    memcpy(&loads, &symbol, sizeof(symbol));
    symbol = dlsym(other, "json_array_size");
    memcpy(&size, &symbol, sizeof(symbol));
    json = loads != NULL ? loads("[1,2,3]", 0, NULL) : NULL;
    return json != NULL && size != NULL && size(json) == 3;
}

int main(void)
{
    void *other = dlopen("libjansson.so.4", RTLD_NOW | RTLD_LOCAL);
    const struct pregroup_api *api = load_plugin();
    char *text = api != NULL ? report(api) : NULL;

    setvbuf(stdout, NULL, _IOLBF, 0);
    if (text != NULL && strstr(text, "STR030") != NULL) {
        printf("SKIP jansson beside jansson: this build has no JSON\n");
        free(text);
        return 0;
    }
    verdict("a message in JSON is read beside the host's own json_loadb",
            text != NULL && strstr(text, "\"yb-4101\"") != NULL &&
                strstr(text, "T9001") != NULL);
    verdict("the host's functions of jansson's names are not called",
            called == 0);
    verdict("the plugin shows none of jansson's names",
            dlsym(RTLD_DEFAULT, "json_array_append_new") == NULL);
    if (other == NULL)
        printf("SKIP another libjansson.so in the process: there is none\n");
    else
        verdict("another libjansson.so works in the same process",
                other_works(other));
    free(text);
    return failed != 0;
}
