// assets: the pages that are built into the program. tools/embed makes the table from web/dist when
// the program is built; it is empty in a build without pages (-Dweb=off).
#ifndef MAIN_ASSETS_H
#define MAIN_ASSETS_H

#include "http/static.h"

extern const struct http_assets main_assets;

#endif
