/*
 * options.h -- the command line of `pregroup batch`.
 */
#ifndef BATCH_OPTIONS_H
#define BATCH_OPTIONS_H

#include "batch/common/batch.h"

/* What holds where nothing is said. */
void batch_options_init(struct batch_options *options);

/* Reads the words; they must outlive the options. -1 to go on, else the exit
 * status, after help or after saying what is wrong. */
int batch_options_read(struct batch_options *options, int argc, char **argv);

#endif
