/*
 * json-page.h -- a page in JSON with the tags of XML: `{"BAH":"1","JBDM":..}`.
 *
 * Members are what elements are in XML: an object, or each object of an array,
 * is a child that may be a row of a list (fields/collect.h).
 */
#ifndef INPUT_JSON_JSON_PAGE_H
#define INPUT_JSON_JSON_PAGE_H

#include <jansson.h>

#include "input/fields/collect.h"

/* The dialect that a member's name marks; else `dialect`. */
uint32_t json_page_dialect(const struct pack *pack, uint32_t dialect,
                           json_t *tree);

/* Hands the page's values to the collector; true if one was too long. */
bool json_page_read(struct collector *c, json_t *tree);

#endif
