/*
 * version.h -- the version of this build; configure.ac says the same.
 */
#ifndef PLUGIN_VERSION_H
#define PLUGIN_VERSION_H

#define PREGROUP_VERSION_TEXT "0.1.0"
#define PREGROUP_VERSION_NUMBER 100 /* 10203 is 1.2.3 */

#endif
