/*
 * version.h -- the version of this build; configure.ac says the same.
 */
#ifndef PLUGIN_VERSION_H
#define PLUGIN_VERSION_H

#define PREGROUP_VERSION_TEXT "1.0.0"
#define PREGROUP_VERSION_NUMBER 10000 /* 10203 is 1.2.3 */

#endif
