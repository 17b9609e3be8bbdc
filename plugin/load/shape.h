/*
 * shape.h -- what rows of a pack must be besides their references: hash
 * tables that end, sorted sections, types that fit, expressions that run.
 */
#ifndef LOAD_SHAPE_H
#define LOAD_SHAPE_H

#include "pack/pack.h"
#include "record/record.h"

/* Part of pack_validate, after all references hold. E_TABLE with a sentence
 * that names the file and what is wrong. */
pregroup_status pack_check_shape(const struct pack *pack, const char *name,
                                 struct pregroup_error *err);

/* The rules' looks, gates and doors (shape-gates.c). */
bool shape_gates(const struct pack *pack);

/* Fills pack->known; returns the name of a field that does not have the list
 * and the type that the code which reads it expects, NULL if all have
 * (known.c). */
const char *pack_find_known(struct pack *pack);

#endif
