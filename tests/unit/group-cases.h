/*
 * group-cases.h -- the catalogues of the worked examples G21 and G22.
 */
#ifndef GROUP_CASES_H
#define GROUP_CASES_H

#include "group-kit.h"

/* ---- G21: a stent, a stent with a count of vessels, an angiography --------
 */

static const char stents[] =
    CITY_HEAD "A,core,I20.0,36.0600x004,,3000,24000\n"
              "AB,core,I20.0,36.0600x004+00.6600x004,,3300,27000\n"
              "C,core,I20.0,88.5500,,900,7000\n";

#define STENTS(pick)                                                           \
    {                                                                          \
        NULL, "<grouping><pick>" pick "</pick></grouping>",                    \
        {                                                                      \
            {                                                                  \
                "groups.csv", stents                                           \
            }                                                                  \
        }                                                                      \
    }

#define ABC "36.0600x004 00.6600x004 88.5500"

/* ---- G22: two operations, a row for each ----------------------------------
 */

static const char stones[] =
    CITY_HEAD "L,core,K80.1,51.2300,,1500,12000\n"
              "E,core,K80.1,51.8800x003/51.8700x001,,1700,15000\n";

#define STONES(pick)                                                           \
    {                                                                          \
        NULL, "<grouping><pick>" pick "</pick></grouping>",                    \
        {                                                                      \
            {                                                                  \
                "groups.csv", stones                                           \
            }                                                                  \
        }                                                                      \
    }

#endif
