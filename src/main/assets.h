// assets: what is built into the program. tools/embed makes the tables when the program is built:
// the pages from web/dist (none in a build without pages, -Dweb=off), and the shipped rules, flows
// and description of the interface.
#ifndef MAIN_ASSETS_H
#define MAIN_ASSETS_H

#include "command/shipped.h"
#include "http/static.h"

extern const struct http_assets main_assets;
extern const struct shipped main_shipped;

#endif
