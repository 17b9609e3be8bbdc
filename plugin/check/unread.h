/*
 * unread.h -- what is missing from a page with tags that nobody knows: it may
 * stand there under another name.
 */
#ifndef CHECK_UNREAD_H
#define CHECK_UNREAD_H

#include "result/result.h"

/*
 * Looks at the findings that the rules made, those from `first` on. Of a page
 * most of whose tags are unknown those about something missing go: whether it
 * is, was not seen. On any other page the advice of such a finding names the
 * tags that may stand for its field.
 */
void unread_run(struct result *r, uint32_t first);

#endif
