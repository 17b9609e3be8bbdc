/*
 * report.h -- what was found, for people and for programs.
 */
#ifndef CALIBRATE_REPORT_H
#define CALIBRATE_REPORT_H

#include "calibrate/fit/observed.h"
#include "measure.h"
#include "search.h"
#include "write.h"

struct findings {
    const struct calibration *c;
    const struct search_result *search;
    const struct buffer *tellings; /* struct telling */
    const struct fit_result *fit;
    const struct measured *before, *after; /* by the files read, and written */
    const struct written *written;
};

void calibrate_text(const struct findings *f, struct buffer *out);
void calibrate_json(const struct findings *f, struct buffer *out);

#endif
