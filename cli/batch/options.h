/*
 * options.h -- the command line of `pregroup batch`.
 */
#ifndef BATCH_OPTIONS_H
#define BATCH_OPTIONS_H

#include "batch/common/batch.h"

/* Reads the command line, whose words must outlive the options, over the
 * defaults. -1 to go on, else the exit status, after help or after saying what
 * is wrong. Close options.asked in either case. */
int batch_options_read(struct batch_options *options, int argc, char **argv);

#endif
