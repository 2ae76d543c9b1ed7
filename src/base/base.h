// base: the words that every other folder speaks. It knows only libc and the decimal library.
//
//   assert.h    ASSERT: a bug stops the process, in all builds
//   fault.h     a named refusal, or NULL: all is well
//   arena.h     memory that is given back all at once
//   str.h       bytes with a length; buf.h: bytes that grow up to a ceiling
//   list.h      a growing array; map.h: text to pointer
//   utf8.h      is it valid, how many characters; hash.h: for tables, not for security
//   date.h      days, instants; money.h: whole minor units; decimal.h: 34 digits
//   shape.h     what a struct looks like, as data: for JSON, SQL and the log
//   limits.h    every ceiling of the program in one place
#ifndef BASE_BASE_H
#define BASE_BASE_H

#include "base/arena.h"
#include "base/assert.h"
#include "base/buf.h"
#include "base/date.h"
#include "base/fault.h"
#include "base/limits.h"
#include "base/list.h"
#include "base/money.h"
#include "base/str.h"

#endif
